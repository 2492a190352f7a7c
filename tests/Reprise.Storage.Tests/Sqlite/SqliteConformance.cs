using Reprise.Storage.Tests.Conformance;

[assembly: LeavesOut("Sqlite", typeof(SharedDatabaseConformance), "A file belongs to one store at a time: SqliteSharingTests show that a second one is refused and told why.")]
[assembly: LeavesOut("Sqlite", typeof(DropBodiesConformance), "Bodies cannot be dropped in SQLite yet; the call says so.")]
[assembly: LeavesOut("Sqlite", typeof(FaultConformance), "Bodies cannot be dropped in SQLite yet; the call says so.", Test = nameof(FaultConformance.Bodies_whose_dropping_fails_at_any_step_are_dropped_the_next_time))]
[assembly: LeavesOut("Sqlite", typeof(SequenceConformance), "Bodies cannot be dropped in SQLite yet; the call says so.", Test = nameof(SequenceConformance.A_random_sequence_of_calls_that_drop_bodies_too_gives_what_the_oracle_gives))]

namespace Reprise.Storage.Tests.Sqlite;

public sealed class SqliteAppendTests() : AppendConformance(new SqliteFixture());
public sealed class SqliteFindTests() : FindConformance(new SqliteFixture());
public sealed class SqliteReadTests() : ReadConformance(new SqliteFixture());
public sealed class SqliteSearchTests() : SearchConformance(new SqliteFixture());
public sealed class SqliteFilterTests() : FilterConformance(new SqliteFixture());
public sealed class SqliteAggregateTests() : AggregateConformance(new SqliteFixture());
public sealed class SqliteDeleteTests() : DeleteConformance(new SqliteFixture());
public sealed class SqliteFactsTests() : FactsConformance(new SqliteFixture());
public sealed class SqliteWaitingFactsTests() : WaitingFactsConformance(new SqliteFixture());
public sealed class SqliteProjectsTests() : ProjectsConformance(new SqliteFixture());
public sealed class SqliteRetryTests() : RetryConformance(new SqliteFixture());
public sealed class SqliteLimitsTests() : LimitsConformance(new SqliteFixture());
public sealed class SqliteHostileTests() : HostileConformance(new SqliteFixture());
public sealed class SqliteConcurrencyTests() : ConcurrencyConformance(new SqliteFixture());
public sealed class SqliteSequenceTests() : SequenceConformance(new SqliteFixture());
public sealed class SqliteReopenTests() : ReopenConformance(new SqliteFixture());
public sealed class SqliteFaultTests() : FaultConformance(new SqliteFixture());
