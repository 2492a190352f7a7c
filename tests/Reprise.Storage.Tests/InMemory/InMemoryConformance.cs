using Reprise.Storage.Tests.Conformance;

[assembly: LeavesOut("InMemory", typeof(FaultConformance), "It takes no step outside of itself that could fail: one lock and a few dictionaries.")]
[assembly: LeavesOut("InMemory", typeof(ReopenConformance), "It says that it forgets everything with its process; nothing can be opened again.")]
[assembly: LeavesOut("InMemory", typeof(SharedDatabaseConformance), "What it holds is inside of one object, so no second store can look at it.")]

namespace Reprise.Storage.Tests.InMemory;

public sealed class InMemoryAppendTests() : AppendConformance(new MemoryFixture());
public sealed class InMemoryFindTests() : FindConformance(new MemoryFixture());
public sealed class InMemoryReadTests() : ReadConformance(new MemoryFixture());
public sealed class InMemorySearchTests() : SearchConformance(new MemoryFixture());
public sealed class InMemoryFilterTests() : FilterConformance(new MemoryFixture());
public sealed class InMemoryAggregateTests() : AggregateConformance(new MemoryFixture());
public sealed class InMemoryDeleteTests() : DeleteConformance(new MemoryFixture());
public sealed class InMemoryDropBodiesTests() : DropBodiesConformance(new MemoryFixture());
public sealed class InMemoryFactsTests() : FactsConformance(new MemoryFixture());
public sealed class InMemoryWaitingFactsTests() : WaitingFactsConformance(new MemoryFixture());
public sealed class InMemoryProjectsTests() : ProjectsConformance(new MemoryFixture());
public sealed class InMemoryRetryTests() : RetryConformance(new MemoryFixture());
public sealed class InMemoryLimitsTests() : LimitsConformance(new MemoryFixture());
public sealed class InMemoryHostileTests() : HostileConformance(new MemoryFixture());
public sealed class InMemoryConcurrencyTests() : ConcurrencyConformance(new MemoryFixture());
public sealed class InMemorySequenceTests() : SequenceConformance(new MemoryFixture());
