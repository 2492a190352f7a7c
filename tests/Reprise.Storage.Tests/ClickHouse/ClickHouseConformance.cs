using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.ClickHouse;

public sealed class ClickHouseAppendTests() : AppendConformance(new ClickHouseFixture());
public sealed class ClickHouseFindTests() : FindConformance(new ClickHouseFixture());
public sealed class ClickHouseSearchTests() : SearchConformance(new ClickHouseFixture());
public sealed class ClickHouseFilterTests() : FilterConformance(new ClickHouseFixture());
public sealed class ClickHouseAggregateTests() : AggregateConformance(new ClickHouseFixture());
public sealed class ClickHouseDeleteTests() : DeleteConformance(new ClickHouseFixture());
public sealed class ClickHouseFactsTests() : FactsConformance(new ClickHouseFixture());
public sealed class ClickHouseLimitsTests() : LimitsConformance(new ClickHouseFixture());
public sealed class ClickHouseConcurrencyTests() : ConcurrencyConformance(new ClickHouseFixture());
