#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kferry has: each answer (yes, another form, part, no, not affected), for a patch and a commit.
. "$SRCDIR/tests/cmd/lib.sh"

mkdir -p old/mm new/mm && cd old || exit 1
{
	for i in 1 2 3 4 5 6 7 8 9; do echo "static int helper_number_$i(void);"; done
	echo 'int charge_the_page(struct page *page)'
	echo '{'
	echo '	struct memcg *memcg = page_memcg(page);'
	echo '	spin_lock(&memcg->event_lock);'
	echo '	memcg->charged_pages += 1;'
	echo '	spin_unlock(&memcg->event_lock);'
	echo '	return memcg->charged_pages;'
	echo '}'
	for i in 1 2 3 4 5 6 7 8 9; do echo "static int other_helper_$i(void);"; done
	echo 'int uncharge_the_page(struct page *page)'
	echo '{'
	echo '	memcg_statistics_update(page);'
	echo '	return remove_page_charge(page);'
	echo '}'
} >mm/a.c
cp mm/a.c ../new/mm/
cd ../new || exit 1
sed -i 's/spin_lock(&memcg->event_lock);/spin_lock_irq(\&memcg->event_lock);/
	s/spin_unlock(&memcg->event_lock);/spin_unlock_irq(\&memcg->event_lock);/
	s/return remove_page_charge(page);/return remove_page_charge_safely(page);/' mm/a.c
cd .. || exit 1
diff -ru old new >fix.patch

run has fix.patch new
is "$code" 0 "the whole change is there: status 0"
like "$out" "new: yes" "yes"
like "$out" "mm/a.c:" "with file and line"
run has fix.patch old
is "$code" 1 "the change is missing: status 1"
like "$out" "old: no; it would go in" "no, and that it could be carried"
is "$(echo "$out" | grep -c '^old: ')" 1 "once"
run has fix.patch new old --json
is "$code" 1 "the worst of several decides"
is "$(echo "$out" | grep -c '"target"')" 2 "each is shown once"
like "$out" '"goes-in": true' "with whether it could be carried"

cp -R new moved
{ for i in 1 2 3 4 5 6 7; do echo "void inserted_function_$i(void);"; done; cat new/mm/a.c; } >moved/mm/a.c
run has fix.patch moved
like "$out" "moved: yes" "at other lines: yes"

cp -R new part
sed -i 's/remove_page_charge_safely/remove_page_charge/' part/mm/a.c
run has fix.patch part
is "$code" 1 "a part: status 1"
like "$out" "part: part" "in part"

# The same change, in lines around it that were rewritten.
cp -R new form
sed -i 's/struct memcg \*memcg = page_memcg(page);/struct mem_cgroup *memcg = folio_memcg(page_folio(page));/
	s/memcg->charged_pages += 1;/atomic_long_inc(\&memcg->charged_pages_of_all);/
	s/return memcg->charged_pages;/return atomic_long_read(\&memcg->charged_pages_of_all);/
	s/charge_the_page/charge_one_folio/
	s/memcg_statistics_update(page);/lruvec_stat_update(page_folio(page));/' form/mm/a.c
run has fix.patch form
is "$code" 0 "in another form: status 0"
like "$out" "form: other-form" "in another form"

mkdir -p none/mm
run has fix.patch none
is "$code" 0 "the file is not there: status 0"
like "$out" "none: not-concerned" "not concerned"
for i in 1 2 3 4 5 6 7 8; do echo "unsigned long unrelated_variable_$i;"; done >none/mm/a.c
run has fix.patch none
like "$out" "none: not-concerned" "the code is not there: not concerned"

# A commit, so that the file before the change is known.
git init -q repo
cp -R old/mm repo/
git -C repo add mm
git -C repo -c user.name=x -c user.email=x@y commit -qm before
cp -R new/mm repo/
git -C repo -c user.name=x -c user.email=x@y commit -qam after
run has --git repo HEAD new
like "$out" "new: yes" "of a commit: yes"
run has --git repo HEAD old
like "$out" "old: no" "of a commit: no"
run has --git repo HEAD~1 old
is "$code" 2 "a commit without a parent: status 2"
run has --git repo nonsense old
is "$code" 2 "an unknown commit: status 2"
run has fix.patch
is "$code" 2 "an unknown source: status 2"
run has missing.patch old
is "$code" 2 "a missing patch: status 2"
ok "sources stay as they are" cmp new/mm/a.c repo/mm/a.c
done_testing
