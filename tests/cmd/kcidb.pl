# SPDX-License-Identifier: GPL-2.0-or-later
# Checks a report against what KCIDB's I/O schema 5.3 asks of the objects that kferry writes:
# the names of properties, required ones, patterns, enumerations, no null anywhere, and that
# IDs are unique and lead somewhere. Prints what is wrong, and nothing if nothing is.
use strict;
use warnings;
use JSON::PP;

my $id = qr/\A[a-z0-9_]+:[^\0]*\z/;
my $text = qr/\A[^\0]*\z/;
my $status = qr/\A(?:FAIL|ERROR|MISS|PASS|DONE|SKIP)\z/;
my %objects = (
	checkouts => {
		required => ['id', 'origin'],
		properties => {
			id => $id, origin => qr/\A[a-z0-9_]+\z/, git_repository_branch => $text,
			valid => undef, misc => undef,
		},
	},
	builds => {
		required => ['id', 'origin', 'checkout_id'],
		properties => {
			id => $id, origin => qr/\A[a-z0-9_]+\z/, checkout_id => $id, compiler => $text,
			config_name => $text, status => $status,
		},
	},
	tests => {
		required => ['id', 'origin', 'build_id'],
		properties => {
			id => $id, origin => qr/\A[a-z0-9_]+\z/, build_id => $id,
			path => qr/\A(?:|[a-zA-Z0-9_-]+(?:\.[a-zA-Z0-9_-]+)*)\z/, status => $status,
			start_time => qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00\z/,
			duration => qr/\A[0-9.]+\z/, environment => undef, misc => undef,
		},
	},
);

sub no_null {
	my ($where, $value) = @_;
	if (!defined $value) {
		print "$where is null\n";
	} elsif (ref $value eq 'HASH') {
		no_null("$where.$_", $value->{$_}) for sort keys %$value;
	} elsif (ref $value eq 'ARRAY') {
		no_null("$where\[$_]", $value->[$_]) for 0 .. $#$value;
	}
}

my $report = decode_json(do { local $/; <STDIN> });
my %ids;
no_null('report', $report);
print "version\n" unless $report->{version}{major} == 5 && $report->{version}{minor} == 3;
for my $kind (sort keys %objects) {
	for my $object (@{ $report->{$kind} }) {
		my $properties = $objects{$kind}{properties};
		for (@{ $objects{$kind}{required} }) {
			print "$kind: no $_\n" unless exists $object->{$_};
		}
		for (sort keys %$object) {
			print "$kind: unknown property $_\n" unless exists $properties->{$_};
			print "$kind: $_ is '$object->{$_}'\n"
				if $properties->{$_} && $object->{$_} !~ $properties->{$_};
		}
		print "$kind: $object->{id} twice\n" if $ids{$kind}{ $object->{id} }++;
	}
}
for (@{ $report->{builds} }) {
	print "$_->{checkout_id}: no such checkout\n" unless $ids{checkouts}{ $_->{checkout_id} };
}
for (@{ $report->{tests} }) {
	print "$_->{build_id}: no such build\n" unless $ids{builds}{ $_->{build_id} };
}
