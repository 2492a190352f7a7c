using Reprise.Storage.Tests.Conformance;

[assembly: LeavesOut("EncryptedSqlite", typeof(SharedDatabaseConformance), "A file belongs to one store at a time: SqliteSharingTests show that a second one is refused and told why.")]

namespace Reprise.Storage.Tests.EncryptedSqlite;

public sealed class EncryptedSqliteAppendTests() : AppendConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteFindTests() : FindConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteReadTests() : ReadConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteSearchTests() : SearchConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteFilterTests() : FilterConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteAggregateTests() : AggregateConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteDeleteTests() : DeleteConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteDroppedBodiesTests() : DropBodiesConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteFactsTests() : FactsConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteWaitingFactsTests() : WaitingFactsConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteProjectsTests() : ProjectsConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteRetryTests() : RetryConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteLimitsTests() : LimitsConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteHostileTests() : HostileConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteConcurrencyTests() : ConcurrencyConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteSequenceTests() : SequenceConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteReopenTests() : ReopenConformance(new EncryptedSqliteFixture());
public sealed class EncryptedSqliteFaultTests() : FaultConformance(new EncryptedSqliteFixture());
