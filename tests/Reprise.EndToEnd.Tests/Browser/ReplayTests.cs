using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Interactions;
using Reprise.Tests;
using static Microsoft.Playwright.Assertions;

namespace Reprise.EndToEnd.Tests.Browser;

/// <summary>Replay in a real browser: a call is changed, sent again and compared; many at once; a session from a turn on.</summary>
public sealed class ReplayTests(Stage stage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_changed_sent_again_and_compared_and_its_replay_is_on_record()
    {
        var server = await stage.GetServerAsync();
        var words = Words();
        var id = await AskAsync(server, $"What is the {words}?", stream: true);
        await using var visit = await stage.OpenAsync(server, $"/interactions/{id}");

        await visit.Detail.GetByRole(AriaRole.Link, new() { Name = "Replay", Exact = true }).ClickAsync();
        var prompt = visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Prompt", Exact = true });
        await Expect(prompt).ToHaveValueAsync($"What is the {words}?");
        await prompt.FillAsync($"Where is the {words}?");
        await Expect(visit.Page.GetByRole(AriaRole.Group, new() { Name = "Prompt, changed" })).ToBeVisibleAsync();
        await visit.Button("Add a parameter").ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).Last.FillAsync("seed");
        await visit.Page.GetByLabel("Value of seed", new() { Exact = true }).FillAsync("7");
        await visit.Page.Keyboard.PressAsync("Control+Enter");

        var comparison = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Comparison" });
        await Expect(comparison).ToContainTextAsync("Asked otherwise: prompt, parameters.");
        await Expect(comparison.GetByRole(AriaRole.Table).First).ToContainTextAsync("Latency");
        await Expect(visit.Page).ToHaveURLAsync(Pattern($"/interactions/{id}/replay\\?with="));
        await visit.ShootAsync("replay");

        // The same address shows a colleague the same, from the record alone.
        await visit.Page.ReloadAsync();
        await Expect(comparison).ToContainTextAsync("Asked otherwise: prompt, parameters.");
        await comparison.GetByRole(AriaRole.Link, new() { Name = "Open the replay" }).ClickAsync();
        await Expect(visit.Detail).ToContainTextAsync($"Where is the {words}?");
        await visit.Detail.GetByRole(AriaRole.Navigation, new() { Name = "Belongs to" }).GetByText("replay of").ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(Pattern($"/interactions/{id}/replay"));
        var replay = (await FindAsync(server, $"replay_of:\"{id}\"")).Single();
        replay.GetProperty("prompt_preview").GetString().ShouldBe($"Where is the {words}?");
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task Where_two_answers_differ_is_shown_word_by_word()
    {
        var server = await stage.GetServerAsync();
        var id = await AskAsync(server, $"Tell me of the {Words()}.", stream: false);
        await using var visit = await stage.OpenAsync(server, $"/interactions/{id}/replay");
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Prompt", Exact = true }).FillAsync($"Compare both {Words()} in a table, at length.");
        await visit.Button("Send").ClickAsync();

        var comparison = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Comparison" });
        await Expect(comparison.Locator("del").First).ToBeVisibleAsync();
        await Expect(comparison.Locator("ins").First).ToBeVisibleAsync();
        var shown = comparison.GetByRole(AriaRole.Region, new() { Name = "Replay", Exact = true }).Locator("pre");
        var answer = (await server.Http.GetFromJsonAsync<JsonElement>($"/api/interactions/{(await FindAsync(server, $"replay_of:\"{id}\"")).Single().GetProperty("interaction_id").GetString()}", Stop)).GetProperty("response").GetProperty("content").GetString();
        (await shown.EvaluateAsync<string>("pre => pre.textContent")).ShouldBe(answer);
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task Hostile_answers_are_compared_as_text()
    {
        var server = await stage.GetServerAsync();
        var (one, other) = (await RecordAsync(server, "<script>alert(1)</script> one <img src=x onerror=alert(2)>"), await RecordAsync(server, "<script>alert(1)</script> other\u202E <a href=\"javascript:alert(3)\">here</a>"));
        await using var visit = await stage.OpenAsync(server, $"/interactions/{one}/replay?with={other}");

        var comparison = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Comparison" });
        await Expect(comparison).ToContainTextAsync("<script>alert(1)</script>");
        await Expect(comparison.GetByTitle("right-to-left override").First).ToHaveTextAsync("U+202E");
        (await visit.Page.Locator("main img, main iframe, main script, a[href^='javascript'], a[href^='http']").CountAsync()).ShouldBe(0);
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task What_stands_in_the_way_is_said_with_what_still_works()
    {
        var server = await stage.GetServerAsync();
        var embedding = (await FindAsync(server, "kind:tool"))[0].GetProperty("interaction_id").GetString();
        await using var visit = await stage.OpenAsync(server, $"/interactions/{embedding}/replay");
        var alert = visit.Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("only calls to models can be replayed");
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "What still works" })).ToBeVisibleAsync();
        await alert.GetByRole(AriaRole.Link, new() { Name = "Open the record" }).ClickAsync();
        await Expect(visit.Detail).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_run_says_what_it_would_send_and_then_what_came_of_it()
    {
        var server = await stage.GetServerAsync();
        var words = Words();
        foreach (var question in new[] { "What is", "Where is", "Who built" }) await AskAsync(server, $"{question} the {words}?", stream: false);
        await using var visit = await stage.OpenAsync(server, "/replay/new");

        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Filter" }).FillAsync($"\"{words}\" kind:llm");
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Model" }).FillAsync("gpt-4o-mini");
        await visit.Button("Add an evaluator").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Evaluator 1" }).FillAsync("length:20");
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Button("Send 3 calls").ClickAsync();

        await Expect(visit.Page).ToHaveURLAsync(Pattern("/replay/runs/run-"));
        await Expect(visit.Page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Verdict" })).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Worst first" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Comparison" })).ToContainTextAsync("Asked otherwise: model.");
        await visit.ShootAsync("run");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = "HTML" }).ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync(), Stop)).ShouldStartWith("<!doctype html", Case.Insensitive);

        await visit.Page.GotoAsync("/replay");
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = words })).ToContainTextAsync("3 of 3");
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_session_grows_a_branch_that_shows_where_it_first_differs()
    {
        var server = await stage.GetServerAsync();
        var (words, session) = (Words(), $"s-{Words().Replace(' ', '-')}");
        foreach (var question in new[] { "What is", "Where is", "Who built" }) await AskAsync(server, $"{question} the {words}?", stream: false, session);
        await using var visit = await stage.OpenAsync(server, $"/sessions/{session}");

        await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = Pattern("^Replay session") }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "From turn" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { NameRegex = Pattern("^2:") }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Prompt of turn 2" }).FillAsync($"Compare both {words} in a table, at length.");
        await visit.Button("Replay 2 turns").ClickAsync();

        var map = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Branches" });
        await Expect(map).ToContainTextAsync("pinned, from turn 2 · Done");
        await map.GetByRole(AriaRole.Button, new() { NameRegex = Pattern("^Turn 2:.*the first that differs") }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Comparison" })).ToContainTextAsync("Asked otherwise: prompt.");
        await visit.ShootAsync("branches");
        visit.ShouldHaveNoFaults();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Replay_can_be_read_by_everyone(bool dark, bool phone)
    {
        var server = await stage.GetServerAsync();
        var axe = BuiltPage.FindAxe();
        if (axe is null) Need.Fail("the packages of web/ are not installed");
        var id = await AskAsync(server, $"What is the {Words()}?", stream: true);
        await using var visit = await stage.OpenAsync(server, $"/interactions/{id}/replay", dark, phone);
        var found = new List<string>();
        await visit.Button("Send").ClickAsync();
        await LookAsync("replay", visit.Page.GetByRole(AriaRole.Region, new() { Name = "Comparison" }));
        await visit.Page.GotoAsync("/replay");
        await LookAsync("runs", visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Replay runs" }));
        await visit.Page.GotoAsync("/replay/new");
        await LookAsync("run-new", visit.Page.GetByRole(AriaRole.Form, new() { Name = "Run" }));
        var session = (await server.Http.GetFromJsonAsync<JsonElement>("/api/sessions?q=kind:llm", Stop)).GetProperty("items")[0].GetProperty("session_id").GetString();
        await visit.Page.GotoAsync($"/sessions/{Uri.EscapeDataString(session!)}/replay");
        await LookAsync("session-replay", visit.Page.GetByRole(AriaRole.Form, new() { Name = "Replay session" }));

        found.ShouldBeEmpty();
        visit.ShouldHaveNoFaults();

        async Task LookAsync(string name, ILocator shown)
        {
            await Expect(shown).ToBeVisibleAsync();
            await visit.ShootAsync($"{name}-{(dark ? "dark" : "light")}-{(phone ? "phone" : "wide")}");
            found.AddRange((await visit.CheckAccessAsync(axe!)).Select(violation => $"{name}: {violation}"));
            (await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue($"{name} is no wider than the window");
        }
    }

    private static Regex Pattern(string text) => new(text, RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Words no other test uses.</summary>
    private static string Words() => $"lighthouse {InteractionId.New(TimeProvider.System).ToString().Replace("-", "", StringComparison.Ordinal)}";

    private static async Task<string> AskAsync(ServerProcess server, string words, bool stream, string? session = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions");
        if (session is not null) request.Headers.Add("Reprise-Session", session);
        request.Content = JsonContent.Create(new { model = "gpt-4o", stream, temperature = 0.2, messages = new[] { new { role = "user", content = words } } });
        using var response = await server.Http.SendAsync(request, Stop);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(Stop);
        var id = response.Headers.GetValues("Reprise-Id").Single();
        await Eventually.HoldsAsync("the call is on record", async () => (await server.Http.GetAsync($"/api/interactions/{id}", Stop)).IsSuccessStatusCode);
        return id;
    }

    /// <summary>Records a call that could be replayed, with this answer.</summary>
    private static async Task<string> RecordAsync(ServerProcess server, string answer)
    {
        var record = new { kind = "llm", model = "gpt-4o", provider = "openai", request = new { messages = new[] { new { role = "user", content = Words() } } }, response = new { content = answer } };
        using var response = await server.Http.PostAsJsonAsync("/api/interactions", record, Stop);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("interaction_ids")[0].GetString()!;
    }

    private static async Task<IReadOnlyList<JsonElement>> FindAsync(ServerProcess server, string filter) =>
        [.. (await server.Http.GetFromJsonAsync<JsonElement>($"/api/interactions?q={Uri.EscapeDataString(filter)}", Stop)).GetProperty("items").EnumerateArray()];
}
