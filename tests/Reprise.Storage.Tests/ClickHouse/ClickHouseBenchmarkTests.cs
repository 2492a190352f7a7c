using Reprise.Benchmarks.Storage;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>The ClickHouse benchmark, tiny, so that it cannot rot.</summary>
public sealed class ClickHouseBenchmarkTests
{
    [Fact]
    public async Task The_writer_benchmark_runs()
    {
        var server = await ClickHouseServer.SharedAsync();
        var output = new StringWriter();
        await ClickHouseWriterBenchmark.RunAsync([server.Url.ToString(), "300", "50"], output);
        output.ToString().ShouldContain("checksum 300 rows");
    }
}
