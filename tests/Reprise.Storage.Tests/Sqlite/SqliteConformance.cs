using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.Sqlite;

public sealed class SqliteAppendTests() : AppendConformance(new SqliteFixture());
public sealed class SqliteFindTests() : FindConformance(new SqliteFixture());
public sealed class SqliteSearchTests() : SearchConformance(new SqliteFixture());
public sealed class SqliteFilterTests() : FilterConformance(new SqliteFixture());
public sealed class SqliteAggregateTests() : AggregateConformance(new SqliteFixture());
public sealed class SqliteDeleteTests() : DeleteConformance(new SqliteFixture());
public sealed class SqliteFactsTests() : FactsConformance(new SqliteFixture());
public sealed class SqliteLimitsTests() : LimitsConformance(new SqliteFixture());
public sealed class SqliteConcurrencyTests() : ConcurrencyConformance(new SqliteFixture());
