using System.Globalization;
using System.Text.RegularExpressions;
using Reprise.Benchmarks.Storage;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>The storage benchmarks, tiny, so that they cannot rot; the size one also holds its promise here.</summary>
public sealed partial class StorageBenchmarkTests
{
    [Fact]
    public async Task The_writer_benchmark_runs()
    {
        var output = new StringWriter();
        await StorageWriterBenchmark.RunAsync(["300", "50"], output);
        output.ToString().ShouldContain("checksum 300 rows");
    }

    [Fact]
    public async Task The_proof_benchmark_runs()
    {
        var output = new StringWriter();
        await ProofBenchmark.RunAsync(["300", "50", "1"], output);
        output.ToString().ShouldContain("0 findings in 300 rows");
    }

    [Fact]
    public async Task The_search_benchmark_runs()
    {
        var output = new StringWriter();
        await StorageSearchBenchmark.RunAsync(["600", "1"], output);
        output.ToString().ShouldContain("by filter: median");
    }

    [Fact]
    public async Task The_benchmark_of_ten_million_runs()
    {
        SharedData.Require("ops-azure-llm/AzureLLMInferenceTrace_conv.csv");
        var output = new StringWriter();
        await StorageOpsBenchmark.RunAsync([Path.Combine(SharedData.Root, "data", "ops-azure-llm"), "3000", "2"], output);
        output.ToString().ShouldContain("tiles together: p50");
        output.ToString().ShouldContain("searches: median");
    }

    [Fact]
    public async Task The_retention_benchmark_runs()
    {
        SharedData.Require("ops-azure-llm/AzureLLMInferenceTrace_conv.csv");
        var output = new StringWriter();
        await StorageRetentionBenchmark.RunAsync([Path.Combine(SharedData.Root, "data", "ops-azure-llm"), "2000", "0.1"], output);
        output.ToString().ShouldContain("of its usual rate");
    }

    [Fact]
    public async Task Recorded_sessions_take_less_than_a_tenth_of_their_bodies()
    {
        SharedData.Require("conv-taubench/airline_gpt4o_sessions.jsonl");
        SharedData.Require("conv-claudecode/sessions.jsonl");
        var output = new StringWriter();
        await StorageSizeBenchmark.RunAsync([Path.Combine(SharedData.Root, "data"), "40"], output);
        var lines = output.ToString().Split('\n').Where(line => line.Contains("ratio", StringComparison.Ordinal)).ToArray();
        lines.Length.ShouldBe(4);
        lines.ShouldAllBe(line => line.TrimEnd().EndsWith("wrong 0", StringComparison.Ordinal));
        foreach (var line in lines.Where(line => line.Contains("tools", StringComparison.Ordinal)))
            double.Parse(Ratio().Match(line).Groups["ratio"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThan(10, line);
    }

    [GeneratedRegex(@"ratio 1/(?<ratio>[0-9.]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ratio();
}
