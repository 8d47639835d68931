/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libgit2, loaded on first use. It loads a dozen other libraries, for TLS and SSH for
 * instance, and most commands do not need it. If it were linked, kferry --version would
 * take 74 ms of CPU time instead of 53 (mean of 120 runs on a loaded machine).
 */
#pragma once

#include <git2.h>

#define LIBGIT2_FUNCTIONS(f)                                                           \
	f(blob_free);                                                                  \
	f(blob_lookup);                                                                \
	f(blob_rawcontent);                                                            \
	f(blob_rawsize);                                                               \
	f(buf_dispose);                                                                \
	f(commit_author);                                                              \
	f(commit_free);                                                                \
	f(commit_lookup);                                                              \
	f(commit_message);                                                             \
	f(commit_parent_id);                                                           \
	f(commit_parentcount);                                                         \
	f(commit_tree_id);                                                             \
	f(commit_id);                                                                  \
	f(commit_time);                                                                \
	f(commit_tree);                                                                \
	f(diff_buffers);                                                               \
	f(diff_find_similar);                                                          \
	f(diff_free);                                                                  \
	f(diff_options_init);                                                          \
	f(diff_to_buf);                                                                \
	f(diff_tree_to_tree);                                                          \
	f(error_last);                                                                 \
	f(graph_descendant_of);                                                        \
	f(libgit2_init);                                                               \
	f(libgit2_opts);                                                               \
	f(object_free);                                                                \
	f(odb_exists);                                                                 \
	f(odb_free);                                                                   \
	f(odb_read_header);                                                            \
	f(odb_object_data);                                                            \
	f(odb_object_free);                                                            \
	f(odb_object_size);                                                            \
	f(odb_object_type);                                                            \
	f(odb_read);                                                                   \
	f(oid_fromstr);                                                                \
	f(oid_tostr);                                                                  \
	f(patch_free);                                                                 \
	f(patch_from_buffers);                                                         \
	f(patch_get_delta);                                                            \
	f(patch_print);                                                                \
	f(repository_free);                                                            \
	f(repository_odb);                                                             \
	f(repository_open_bare);                                                       \
	f(revparse_single);                                                            \
	f(revwalk_free);                                                               \
	f(revwalk_hide);                                                               \
	f(revwalk_new);                                                                \
	f(revwalk_next);                                                               \
	f(revwalk_push);                                                               \
	f(tree_entry_byindex);                                                         \
	f(tree_entry_bypath);                                                          \
	f(tree_entry_filemode);                                                        \
	f(tree_entry_free);                                                            \
	f(tree_entry_id);                                                              \
	f(tree_entry_name);                                                            \
	f(tree_entry_type);                                                            \
	f(tree_entrycount);                                                            \
	f(tree_free);                                                                  \
	f(tree_lookup);                                                                \
	f(tree_walk)

/* The functions, by their names without "git_". */
struct libgit2 {
#define LIBGIT2_MEMBER(name) __typeof__(git_##name) *name
	LIBGIT2_FUNCTIONS(LIBGIT2_MEMBER);
#undef LIBGIT2_MEMBER
};

/*
 * Returns the initialised library, which stays loaded. If it is missing, the program
 * exits as if it were linked with it: with the message of ld.so(8) and exit status 127.
 */
const struct libgit2 *libgit2(void);
