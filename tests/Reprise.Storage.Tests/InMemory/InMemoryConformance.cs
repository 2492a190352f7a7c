using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.InMemory;

public sealed class InMemoryAppendTests() : AppendConformance(new MemoryFixture());
public sealed class InMemoryFindTests() : FindConformance(new MemoryFixture());
public sealed class InMemoryFilterTests() : FilterConformance(new MemoryFixture());
