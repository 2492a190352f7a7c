using Reprise.Demo;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Demo;

/// <summary>The demo through the real gateway: what its providers say is on record, whole and understood.</summary>
public sealed class DemoRecordSpec(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Scenes = 120;

    private ScriptedUpstream _upstream = null!;
    private TestServer _server = null!;
    private IReadOnlyList<InteractionSummary> _all = [];
    private IReadOnlyList<Interaction> _recorded = [];
    private DemoProgress _done;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        string[] settings = [.. _upstream.Providers.SelectMany(p => new[] { $"Providers:{p.Key}:BaseUrl={p.Value}", $"Providers:{p.Key}:Timeout=00:00:00.400" })];
        _server = await TestServer.StartInAsync(null, settings);
        _done = await DemoRun.RunAsync(new Uri(_server.Url), new DemoOptions { BurstScenes = Scenes, ScenesPerMinute = 0, Time = new HurriedTime() }, CancellationToken.None);
        await Eventually.HoldsAsync("everything is stored", () => _server.Counters.Queued == 0);
        _all = await ListAsync();
        _recorded = [.. _all.Select(item => item.Interaction).Where(i => i.Kind is InteractionKind.Llm or InteractionKind.Embedding)];
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public void Everything_the_demo_says_to_models_is_on_record_and_understood()
    {
        foreach (var group in _recorded.GroupBy(i => (i.Provider, i.Dialect, i.Status)).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal))
            output.WriteLine($"{group.Count(),4} {group.Key}");

        // Nobody is refused, nothing is lost, and all is there that makes the page worth looking at.
        _done.Refused.ShouldBe(0);
        var relayed = _recorded.Where(i => i.Provider != "offline" && i.Cache is not { Status: "hit" or "semantic" }).ToList();
        var gaveUp = relayed.Count(i => i.Status is InteractionStatus.Timeout or InteractionStatus.Cancelled);
        gaveUp.ShouldBeGreaterThan(0);

        // Whoever gave up may have done so before the upstream heard of it.
        ((int)_upstream.RequestCount).ShouldBeInRange(relayed.Count - gaveUp, relayed.Count);
        _recorded.ShouldContain(i => i.Status == InteractionStatus.Error && i.HttpStatus == 429);
        ScriptedUpstream.Names.Except(_recorded.Select(i => i.Provider ?? ""), StringComparer.Ordinal).ShouldBeEmpty();
        _recorded.Where(i => i.Dialect is "opaque" or "json").Select(Describe).ShouldBeEmpty();

        // What succeeded is whole, but for the calls that asked for trouble.
        var whole = _recorded.Where(i => i.Status == InteractionStatus.Success && i.Metadata?.Contains("\"simulated\"", StringComparison.Ordinal) is not true).ToList();
        whole.Where(i => i.RecordError is not null).Select(Describe).ShouldBeEmpty();
        whole.Where(i => i.Model is null).Select(Describe).ShouldBeEmpty();
        var chats = whole.Where(i => i.Kind == InteractionKind.Llm).ToList();
        chats.Where(i => i.Usage?.PromptTokens is null or 0 || i.FinishReason is null || i.PromptPreview is null).Select(Describe).ShouldBeEmpty();
        chats.Count(i => i.CostUsd > 0).ShouldBeGreaterThan(chats.Count / 2, "costs are to be seen");
        chats.Select(i => i.CostUsd is null ? $"{i.Provider} {i.Model}" : null).OfType<string>().Distinct().ToList().ForEach(name => output.WriteLine($"no price: {name}"));

        // Tool steps, sessions, users, traces and tags.
        chats.ShouldContain(i => i.FinishReason == "tool_calls" || i.FinishReason == "tool_use");
        chats.ShouldContain(i => i.TraceId != null);
        chats.ShouldContain(i => i.Tags.Contains("nightly"));
        chats.ShouldAllBe(i => i.UserId != null && i.SessionId != null);
        chats.GroupBy(i => i.SessionId).ShouldContain(session => session.Count() >= 3);
    }

    [Fact]
    public void What_is_no_model_call_comes_in_by_the_ingest_api_with_facts_about_the_rest()
    {
        foreach (var kind in (InteractionKind[])[InteractionKind.Tool, InteractionKind.CliCommand, InteractionKind.Check, InteractionKind.ApiRequest])
            _all.ShouldContain(item => item.Interaction.Kind == kind, $"{kind}");
        var facts = _all.SelectMany(item => item.Facts).ToList();
        foreach (var kind in (FactKind[])[FactKind.Feedback, FactKind.Evaluation, FactKind.Label, FactKind.Flag])
            facts.ShouldContain(fact => fact.Kind == kind, $"{kind}");
        _all.Count(item => item.Facts.Count > 0).ShouldBeGreaterThan(5);
    }

    private static string Describe(Interaction i) => $"{i.Provider} {i.Dialect} {i.Operation} {i.Model} {i.Status} stream={i.Streamed} {i.FinishReason} {i.Usage} error={i.RecordError} {i.PromptPreview}";

    private async Task<IReadOnlyList<InteractionSummary>> ListAsync()
    {
        var all = new List<InteractionSummary>();
        var query = new InteractionQuery { Project = Projects.Default, Limit = InteractionQuery.MaxLimit };
        while (true)
        {
            var page = await _server.Store.SearchAsync(query, CancellationToken.None);
            all.AddRange(page.Items);
            if (page.Cursor is null) return all;
            query = query with { Cursor = page.Cursor };
        }
    }
}
