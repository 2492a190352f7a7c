using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.Postgres;

public sealed class PostgresAppendTests() : AppendConformance(new PostgresFixture());
public sealed class PostgresFindTests() : FindConformance(new PostgresFixture());
public sealed class PostgresReadTests() : ReadConformance(new PostgresFixture());
public sealed class PostgresSearchTests() : SearchConformance(new PostgresFixture());
public sealed class PostgresFilterTests() : FilterConformance(new PostgresFixture());
public sealed class PostgresAggregateTests() : AggregateConformance(new PostgresFixture());
public sealed class PostgresDeleteTests() : DeleteConformance(new PostgresFixture());
public sealed class PostgresDropBodiesTests() : DropBodiesConformance(new PostgresFixture());
public sealed class PostgresFactsTests() : FactsConformance(new PostgresFixture());
public sealed class PostgresWaitingFactsTests() : WaitingFactsConformance(new PostgresFixture());
public sealed class PostgresProjectsTests() : ProjectsConformance(new PostgresFixture());
public sealed class PostgresRetryTests() : RetryConformance(new PostgresFixture());
public sealed class PostgresLimitsTests() : LimitsConformance(new PostgresFixture());
public sealed class PostgresHostileTests() : HostileConformance(new PostgresFixture());
public sealed class PostgresConcurrencyTests() : ConcurrencyConformance(new PostgresFixture());
public sealed class PostgresSequenceTests() : SequenceConformance(new PostgresFixture());
public sealed class PostgresReopenTests() : ReopenConformance(new PostgresFixture());
public sealed class PostgresFaultTests() : FaultConformance(new PostgresFixture(canFail: true));
public sealed class PostgresSharedDatabaseTests() : SharedDatabaseConformance(new PostgresFixture());
