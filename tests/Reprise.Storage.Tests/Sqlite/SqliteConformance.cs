using Reprise.Storage.Tests.Conformance;

[assembly: LeavesOut("Sqlite", typeof(SharedDatabaseConformance), "A file belongs to one store at a time: SqliteSharingTests show that a second one is refused and told why.")]

namespace Reprise.Storage.Tests.Sqlite;

public sealed class SqliteAppendTests() : AppendConformance(new SqliteFixture());
public sealed class SqliteFindTests() : FindConformance(new SqliteFixture());
public sealed class SqliteReadTests() : ReadConformance(new SqliteFixture());
public sealed class SqliteSearchTests() : SearchConformance(new SqliteFixture());
public sealed class SqliteFilterTests() : FilterConformance(new SqliteFixture());
public sealed class SqliteAggregateTests() : AggregateConformance(new SqliteFixture());
public sealed class SqliteDeleteTests() : DeleteConformance(new SqliteFixture());
public sealed class SqliteDroppedBodiesTests() : DropBodiesConformance(new SqliteFixture());
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
