using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.ClickHouse;

public sealed class ClickHouseAppendTests() : AppendConformance(new ClickHouseFixture());
public sealed class ClickHouseFindTests() : FindConformance(new ClickHouseFixture());
public sealed class ClickHouseReadTests() : ReadConformance(new ClickHouseFixture());
public sealed class ClickHouseSearchTests() : SearchConformance(new ClickHouseFixture());
public sealed class ClickHouseFilterTests() : FilterConformance(new ClickHouseFixture());
public sealed class ClickHouseAggregateTests() : AggregateConformance(new ClickHouseFixture());
public sealed class ClickHouseDeleteTests() : DeleteConformance(new ClickHouseFixture());
public sealed class ClickHouseDropBodiesTests() : DropBodiesConformance(new ClickHouseFixture());
public sealed class ClickHouseFactsTests() : FactsConformance(new ClickHouseFixture());
public sealed class ClickHouseWaitingFactsTests() : WaitingFactsConformance(new ClickHouseFixture());
public sealed class ClickHouseProjectsTests() : ProjectsConformance(new ClickHouseFixture());
public sealed class ClickHouseRetryTests() : RetryConformance(new ClickHouseFixture());
public sealed class ClickHouseLimitsTests() : LimitsConformance(new ClickHouseFixture());
public sealed class ClickHouseHostileTests() : HostileConformance(new ClickHouseFixture());
public sealed class ClickHouseConcurrencyTests() : ConcurrencyConformance(new ClickHouseFixture());
public sealed class ClickHouseSequenceTests() : SequenceConformance(new ClickHouseFixture());
public sealed class ClickHouseReopenTests() : ReopenConformance(new ClickHouseFixture());
public sealed class ClickHouseFaultTests() : FaultConformance(new ClickHouseFixture());
public sealed class ClickHouseSharedDatabaseTests() : SharedDatabaseConformance(new ClickHouseFixture());
