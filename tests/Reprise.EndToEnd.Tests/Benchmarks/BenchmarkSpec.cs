using System.Diagnostics;

namespace Reprise.EndToEnd.Tests.Benchmarks;

/// <summary>Every benchmark runs, small, with each test run, so that none can rot. What it measures here means nothing.</summary>
public sealed class BenchmarkSpec(ITestOutputHelper output)
{
    [Theory]
    [InlineData("enqueue")]
    [InlineData("pipeline")]
    [InlineData("gateway")]
    [InlineData("cache-answer")]
    [InlineData("embedding")]
    [InlineData("embedding-transformer")]
    [InlineData("vector-index")]
    [InlineData("cache-lookup")]
    [InlineData("cache-quality")]
    [InlineData("playback")]
    [InlineData("pii")]
    [InlineData("secrets")]
    [InlineData("encryption")]
    [InlineData("redaction")]
    [InlineData("record")]
    public async Task A_benchmark_runs_to_its_checksum(string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Reprise.Benchmarks.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, name, "--tiny"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine(text);

        process.ExitCode.ShouldBe(0, await errors);
        text.ShouldContain("checksum ");
    }
}
