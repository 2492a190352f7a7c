using Reprise.Storage.Tests.Conformance;

[assembly: LeavesOut("EncryptedMemory", typeof(FaultConformance), "It takes no step outside of itself that could fail: one lock and a few dictionaries.")]
[assembly: LeavesOut("EncryptedMemory", typeof(ReopenConformance), "It says that it forgets everything with its process; nothing can be opened again.")]
[assembly: LeavesOut("EncryptedMemory", typeof(SharedDatabaseConformance), "What it holds is inside of one object, so no second store can look at it.")]

namespace Reprise.Storage.Tests.EncryptedMemory;

public sealed class EncryptedMemoryAppendTests() : AppendConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryFindTests() : FindConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryReadTests() : ReadConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemorySearchTests() : SearchConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryFilterTests() : FilterConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryAggregateTests() : AggregateConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryDeleteTests() : DeleteConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryDropBodiesTests() : DropBodiesConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryFactsTests() : FactsConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryWaitingFactsTests() : WaitingFactsConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryProjectsTests() : ProjectsConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryRetryTests() : RetryConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryLimitsTests() : LimitsConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryHostileTests() : HostileConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemoryConcurrencyTests() : ConcurrencyConformance(new EncryptedMemoryFixture());
public sealed class EncryptedMemorySequenceTests() : SequenceConformance(new EncryptedMemoryFixture());
