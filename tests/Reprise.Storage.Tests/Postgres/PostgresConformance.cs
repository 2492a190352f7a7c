using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.Postgres;

public sealed class PostgresAppendTests() : AppendConformance(new PostgresFixture());
public sealed class PostgresFindTests() : FindConformance(new PostgresFixture());
public sealed class PostgresSearchTests() : SearchConformance(new PostgresFixture());
public sealed class PostgresFilterTests() : FilterConformance(new PostgresFixture());
public sealed class PostgresAggregateTests() : AggregateConformance(new PostgresFixture());
public sealed class PostgresDeleteTests() : DeleteConformance(new PostgresFixture());
public sealed class PostgresFactsTests() : FactsConformance(new PostgresFixture());
public sealed class PostgresLimitsTests() : LimitsConformance(new PostgresFixture());
public sealed class PostgresConcurrencyTests() : ConcurrencyConformance(new PostgresFixture());
