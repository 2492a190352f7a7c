using Reprise.Benchmarks.Storage;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>The benchmark, tiny, so that it cannot rot.</summary>
public sealed class PostgresBenchmarkTests
{
    [Fact]
    public async Task The_writer_benchmark_runs()
    {
        var output = new StringWriter();
        await PostgresWriterBenchmark.RunAsync([(await PostgresFixture.NewOptionsAsync()).ConnectionString, "300", "50"], output);
        output.ToString().ShouldContain("checksum 300 rows");
    }
}
