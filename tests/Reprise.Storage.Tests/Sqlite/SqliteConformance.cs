using Reprise.Storage.Tests.Conformance;

namespace Reprise.Storage.Tests.Sqlite;

public sealed class SqliteAppendTests() : AppendConformance(new SqliteFixture());
public sealed class SqliteFindTests() : FindConformance(new SqliteFixture());
public sealed class SqliteFilterTests() : FilterConformance(new SqliteFixture());
