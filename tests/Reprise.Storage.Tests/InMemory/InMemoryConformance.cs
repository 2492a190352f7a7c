using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.InMemory;

public sealed class InMemoryAppendTests() : AppendConformance(new MemoryFixture());
public sealed class InMemoryFindTests() : FindConformance(new MemoryFixture());
public sealed class InMemorySearchTests() : SearchConformance(new MemoryFixture());
public sealed class InMemoryFilterTests() : FilterConformance(new MemoryFixture());
public sealed class InMemoryAggregateTests() : AggregateConformance(new MemoryFixture());
public sealed class InMemoryDeleteTests() : DeleteConformance(new MemoryFixture());
public sealed class InMemoryFactsTests() : FactsConformance(new MemoryFixture());
public sealed class InMemoryLimitsTests() : LimitsConformance(new MemoryFixture());
public sealed class InMemoryConcurrencyTests() : ConcurrencyConformance(new MemoryFixture());
