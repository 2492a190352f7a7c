using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Capture;
using Reprise.Server.Api;
using Reprise.Tests;

namespace Reprise.Server.Tests.Api;

/// <summary>What the documentation lists is what there is.</summary>
public sealed partial class DocumentedTests
{
    [Fact]
    public void Every_type_of_problem_in_the_code_is_in_the_catalogue()
    {
        var used = Directory.EnumerateFiles(Path.Combine(ProjectFolder.Path, "src", "Reprise.Server"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Used().Matches(File.ReadAllText(file))).Select(match => $"/problems/{match.Groups["type"].Value}").Distinct().ToList();
        used.Count.ShouldBeGreaterThan(10);
        used.ShouldBe(ProblemTypes.All.Select(known => known.Type), ignoreOrder: true);
    }

    [Fact]
    public void Every_type_of_problem_is_in_the_documentation_with_its_status()
    {
        var rows = ProjectFolder.Read("docs/api.md").Split('\n').Where(line => line.StartsWith("| `/problems/", StringComparison.Ordinal)).ToList();
        foreach (var known in ProblemTypes.All)
        {
            var row = rows.Where(line => line.Contains($"`{known.Type}`", StringComparison.Ordinal)).ShouldHaveSingleItem();
            row.ShouldContain(string.Join(", ", known.Status), customMessage: known.Type);
        }
    }

    [Fact]
    public async Task The_address_of_a_problem_leads_to_its_meaning()
    {
        await using var host = await ApiHost.StartAsync();
        var problem = await host.ProblemAsync("/api/interactions?q=modle:x", 400);
        var meaning = await host.GetAsync(problem["type"]!.GetValue<string>());
        meaning["meaning"]!.GetValue<string>().ShouldContain("mistake");
        using var unknown = await host.Client.GetAsync("/problems/none", TestContext.Current.CancellationToken);
        ((int)unknown.StatusCode).ShouldBe(404);
    }

    [Fact]
    public void Every_setting_of_the_recorder_is_in_the_documentation()
    {
        var page = ProjectFolder.Read("docs/operations.md");
        // The folder is not a setting of its own: it lies in the data folder.
        foreach (var option in typeof(CaptureOptions).GetProperties().Where(option => option.Name != nameof(CaptureOptions.JournalFolder))) page.ShouldContain($"`Capture:{option.Name}`");
    }

    [Fact]
    public async Task Every_metric_of_ours_is_in_the_documentation()
    {
        await using var host = await ApiHost.StartAsync();
        (await host.IngestLinesAsync("""{"model":"gpt-4o","metrics":{"prompt_tokens":1,"latency_ms":1,"total_cost_usd":0.1}}""")).Status.ShouldBe(200);
        var metrics = await host.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        var names = Metric().Matches(metrics).Select(match => match.Groups["name"].Value).Where(name => name.StartsWith("reprise_", StringComparison.Ordinal)).ToList();
        names.Count.ShouldBeGreaterThan(9);
        var page = ProjectFolder.Read("docs/operations.md");
        foreach (var name in names) page.ShouldContain($"`{name}`");
    }

    /// <summary>The report is made on its first use, which may be long after the start.</summary>
    [Fact]
    public async Task The_server_says_when_it_started()
    {
        var time = new ManualTimeProvider();
        var started = time.GetUtcNow();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        time.Advance(TimeSpan.FromMinutes(5));
        (await host.GetAsync("/api/status"))["started_at"]!.GetValue<DateTimeOffset>().ShouldBe(started, TimeSpan.FromMilliseconds(1));
    }

    [GeneratedRegex("new ApiProblem\\([^,]+, \"(?<type>[a-z-]+)\"|new\\(\\d+, \"(?<type>[a-z-]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Used();

    [GeneratedRegex("^# TYPE (?<name>\\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();
}
