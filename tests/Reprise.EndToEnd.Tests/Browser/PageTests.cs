using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Interactions;
using Reprise.Tests;
using static Microsoft.Playwright.Assertions;

namespace Reprise.EndToEnd.Tests.Browser;

/// <summary>The page in a real browser, on the shipped executable: what a person who has just started Reprise does.</summary>
public sealed class PageTests(Stage stage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_call_turns_the_welcome_into_a_list()
    {
        using var folder = new TempFolder();
        await using var server = await stage.StartEmptyAsync(folder.Path);
        await using var visit = await stage.OpenAsync(server, "/");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing recorded yet" })).ToBeVisibleAsync();
        await visit.ShootAsync("first-run");

        var words = Words();
        await AskAsync(server, words);

        await Expect(visit.Row(words)).ToBeVisibleAsync();
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task Every_kind_of_traffic_is_on_the_page()
    {
        var server = await stage.GetServerAsync();
        await using var visit = await stage.OpenAsync(server, "/interactions?live=off");
        foreach (var filter in new[] { "kind:llm", "kind:embedding", "kind:tool", "kind:api_request", "kind:cli_command", "kind:check", "-status:success", "stream:true", "session:*", "provider:anthropic" })
        {
            await visit.Page.GotoAsync($"/interactions?live=off&q={Uri.EscapeDataString(filter)}");
            await Expect(visit.Rows.First).ToBeVisibleAsync();
        }

        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_shared_link_shows_the_same_and_going_back_keeps_the_filter()
    {
        var server = await stage.GetServerAsync();
        var words = Words();
        await AskAsync(server, words);
        await using var mine = await stage.OpenAsync(server, "/");
        await mine.Filter.FillAsync($"\"{words}\" kind:llm");
        await mine.Filter.PressAsync("Enter");
        await Expect(mine.Rows).ToHaveCountAsync(1);
        await mine.Row(words).ClickAsync();
        await Expect(mine.Detail).ToContainTextAsync(words);
        await mine.Button("Copy link").ClickAsync();
        var link = await mine.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

        await using var theirs = await stage.OpenAsync(server, link);
        await Expect(theirs.Filter).ToHaveValueAsync($"\"{words}\" kind:llm");
        await Expect(theirs.Detail).ToContainTextAsync(words);
        await Expect(theirs.Rows).ToHaveCountAsync(1);

        await mine.Page.GoBackAsync();
        await Expect(mine.Detail).ToHaveCountAsync(0);
        await Expect(mine.Rows).ToHaveCountAsync(1);
        await mine.Page.GoBackAsync();
        await Expect(mine.Filter).ToHaveValueAsync("");
        mine.ShouldHaveNoFaults();
        theirs.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_call_made_now_appears_by_itself()
    {
        var server = await stage.GetServerAsync();
        await using var visit = await stage.OpenAsync(server, "/");
        await Expect(visit.Button("Live")).ToBeVisibleAsync();
        await Expect(visit.Rows.First).ToBeVisibleAsync();
        var words = Words();

        await AskAsync(server, words);

        await Expect(visit.Row(words)).ToBeVisibleAsync();
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task An_interaction_reads_as_a_conversation_and_keeps_the_exact_bytes()
    {
        var server = await stage.GetServerAsync();
        var words = Words();
        var (id, request, answer) = await AskAsync(server, words, streams: true);
        await using var visit = await stage.OpenAsync(server, $"/interactions/{id}");
        await Expect(visit.Detail.GetByRole(AriaRole.Article, new() { Name = "User message" })).ToContainTextAsync(words);
        await Expect(visit.Detail.GetByRole(AriaRole.Article, new() { Name = "Assistant message" })).ToBeVisibleAsync();

        (await ExactAsync(visit, "Request")).ShouldBe(request);
        (await ExactAsync(visit, "Response")).ShouldBe(answer);
        (await server.Http.GetStringAsync($"/api/interactions/{id}/response", Stop)).ShouldBe(answer);
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_thumb_up_and_a_flag_stay()
    {
        var server = await stage.GetServerAsync();
        var (id, _, _) = await AskAsync(server, Words());
        await using var visit = await stage.OpenAsync(server, $"/interactions/{id}");

        await visit.Button("Good answer").ClickAsync();
        await Expect(visit.Button("Good answer")).ToHaveAttributeAsync("aria-pressed", "true");
        await visit.Button("Flag").ClickAsync();
        await Expect(visit.Button("Remove the flag")).ToBeVisibleAsync();
        await visit.Page.ReloadAsync();

        await Expect(visit.Button("Good answer")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(visit.Button("Remove the flag")).ToBeVisibleAsync();
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task The_copied_command_makes_the_call_again()
    {
        var server = await stage.GetServerAsync();
        var words = Words() + " it's \"quoted\" $HOME `id` \\ é";
        var (id, _, _) = await AskAsync(server, words);
        await using var visit = await stage.OpenAsync(server, $"/interactions/{id}");
        await visit.Button("Copy as cURL").ClickAsync();
        var command = await visit.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        command.ShouldContain("curl");

        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command.Replace("curl ", "curl -sS -o /dev/null -w '%{http_code}' ", StringComparison.Ordinal)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        (await shell.StandardOutput.ReadToEndAsync(Stop)).ShouldBe("200");
        await shell.WaitForExitAsync(Stop);

        await Eventually.HoldsAsync("the same prompt is on record twice", async () => (await FindAsync(server, words[..words.IndexOf(" it's", StringComparison.Ordinal)])).Count(item => item.GetProperty("prompt_preview").GetString() == words) == 2);
    }

    [Fact]
    public async Task Hostile_content_is_shown_as_text()
    {
        var server = await stage.GetServerAsync();
        var words = Words();
        const string Script = "<script>alert(1)</script><img src=x onerror=alert(2)><a href=\"javascript:alert(3)\">here</a>";
        const string Turned = "invoice\u202Efdp.exe\u200B";
        var id = await RecordAsync(server, new
        {
            kind = "llm",
            model = "<svg onload=alert(4)>",
            provider = "<b>bold</b>",
            session_id = "../../<script>alert(5)</script>",
            tags = new[] { "\"><script>alert(6)</script>" },
            request = new { messages = new[] { new { role = "user", content = $"{words} {Script} {Turned}" }, new { role = "user", content = new string('x', 1_000_000) + " the very end" } } },
            response = new { content = Script + Turned, tool_calls = new[] { new { id = "1", name = Script, arguments = new { path = Script } } } },
        });
        await using var visit = await stage.OpenAsync(server, $"/interactions/{id}");
        await Expect(visit.Detail).ToContainTextAsync("<script>alert(1)</script>");
        await Expect(visit.Detail.GetByTitle("right-to-left override").First).ToHaveTextAsync("U+202E");
        await visit.ShootAsync("hostile");
        foreach (var tab in new[] { "Request", "Response", "Record" })
        {
            await visit.Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Expect(visit.Detail.Locator("pre").First).ToBeVisibleAsync();
        }

        (await visit.Page.Locator("main img, main iframe, main script, a[href^='javascript'], a[href^='http']").CountAsync()).ShouldBe(0);
        (await visit.Page.EvaluateAsync<int>("() => document.body.innerText.length")).ShouldBeLessThan(200_000);
        await visit.Page.GotoAsync("/sessions");
        await visit.Rows.Filter(new() { HasText = "<script>alert(5)</script>" }).First.ClickAsync();
        await Expect(visit.Page.GetByText("<script>alert(1)</script>").First).ToBeVisibleAsync();
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_server_that_goes_away_and_returns_is_followed_again()
    {
        using var folder = new TempFolder();
        var server = await stage.StartEmptyAsync(folder.Path);
        var before = Words();
        await AskAsync(server, before);
        await using var visit = await stage.OpenAsync(server, "/");
        await Expect(visit.Row(before)).ToBeVisibleAsync();

        await server.DisposeAsync();
        await Expect(visit.Page.GetByText("The server cannot be reached")).ToBeVisibleAsync();
        await Expect(visit.Row(before)).ToBeVisibleAsync();
        await visit.ShootAsync("server-away");

        await using var again = await stage.StartEmptyAsync(folder.Path, server.Url);
        var after = Words();
        await AskAsync(again, after);
        await Expect(visit.Row(after)).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("The server cannot be reached")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_mistake_in_the_filter_is_explained()
    {
        var server = await stage.GetServerAsync();
        await using var visit = await stage.OpenAsync(server, "/interactions?q=modle:gpt");
        await Expect(visit.Page.GetByText("did you mean 'model'").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keys_move_open_and_close()
    {
        var server = await stage.GetServerAsync();
        await using var visit = await stage.OpenAsync(server, "/interactions?live=off");
        await Expect(visit.Rows.First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(visit.Filter).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("kind:llm");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("q=kind", RegexOptions.None, TimeSpan.FromSeconds(1)));
        // A fresh start at this address: a key that meets the list between two of its states would say nothing about either.
        await visit.Page.ReloadAsync();
        await Expect(visit.Rows.First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("j");
        await Expect(visit.Rows.Nth(0)).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("j");
        await Expect(visit.Rows.Nth(1)).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Detail).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Detail).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        visit.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task The_cache_says_where_an_answer_came_from_and_takes_it_back_on_request()
    {
        var server = await stage.GetServerAsync();
        var words = $"How warm is the {Words()} in October?";
        var source = await AskCachedAsync(server, words, "miss");
        var hit = await AskCachedAsync(server, words, "hit");

        await using var visit = await stage.OpenAsync(server, $"/interactions/{hit}");
        var note = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Cache", Exact = true });
        await Expect(note).ToContainTextAsync("the very same request had been answered before");
        await note.GetByRole(AriaRole.Link, new() { Name = "Where it came from" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex($"/interactions/{source}", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(note).ToContainTextAsync("Not answered from the cache");

        await visit.Page.GotoAsync($"/cache?tab=entries&q={Uri.EscapeDataString($"\"{words}\"")}");
        await Expect(visit.Rows).ToHaveCountAsync(1);
        await visit.Button("Evict").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Evict", Exact = true }).ClickAsync();
        await Expect(visit.Rows).ToHaveCountAsync(0);
        var again = await AskCachedAsync(server, words, "miss");
        again.ShouldNotBe(source);
        await AskCachedAsync(server, words, "hit");

        await visit.Page.GotoAsync($"/cache?tab=explain&id={hit}");
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Decision" })).ToContainTextAsync("It would be answered: the very same request has an answer.");
        visit.ShouldHaveNoFaults();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Every_page_can_be_read_by_everyone(bool dark, bool phone)
    {
        var server = await stage.GetServerAsync();
        var axe = BuiltPage.FindAxe();
        if (axe is null) Need.Fail("the packages of web/ are not installed");
        await using var visit = await stage.OpenAsync(server, "/interactions?live=off", dark, phone);
        var found = new List<string>();
        await LookAsync("list", visit.Rows.First);
        await visit.Page.GotoAsync("/interactions?q=tag:agent%20kind:llm&live=off");
        await visit.Rows.First.ClickAsync();
        await LookAsync("detail", visit.Detail.GetByRole(AriaRole.Article).First);
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Response" }).ClickAsync();
        await LookAsync("response", visit.Detail.Locator("pre").First);
        await visit.Page.GotoAsync("/sessions");
        await LookAsync("sessions", visit.Rows.First);
        await visit.Rows.First.ClickAsync();
        await LookAsync("session", visit.Page.GetByRole(AriaRole.Article).First);

        await visit.Page.GotoAsync("/cache");
        await LookAsync("cache", visit.Page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Hit rate", RegexOptions.None, TimeSpan.FromSeconds(1)) }));
        await visit.Page.GotoAsync("/cache?tab=entries&policy=aggressive");
        await LookAsync("cache-entries", visit.Rows.First);
        var missed = (await FindAsync(server, "cache:miss tag:help-page")).First().GetProperty("interaction_id").GetString();
        await visit.Page.GotoAsync($"/cache?tab=explain&id={missed}");
        await LookAsync("cache-explain", visit.Page.GetByRole(AriaRole.Region, new() { Name = "Decision" }));

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

    /// <summary>Words no other test uses.</summary>
    private static string Words() => $"harbour {InteractionId.New(TimeProvider.System).ToString().Replace("-", "", StringComparison.Ordinal)}";

    private static async Task<(string Id, string Request, string Answer)> AskAsync(ServerProcess server, string words, bool streams = false)
    {
        var body = JsonSerializer.Serialize(new { model = "gpt-4o", stream = streams, messages = new[] { new { role = "user", content = words } } });
        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"), Stop);
        response.EnsureSuccessStatusCode();
        var id = response.Headers.GetValues("Reprise-Id").Single();
        var answer = await response.Content.ReadAsStringAsync(Stop);
        await Eventually.HoldsAsync("the call is on record", async () => (await server.Http.GetAsync($"/api/interactions/{id}", Stop)).IsSuccessStatusCode);
        return (id, body, answer);
    }

    /// <summary>Asks with the cache until it does what is expected: an answer becomes an entry a moment after it was given.</summary>
    /// <returns>The id of the call that did.</returns>
    private static async Task<string> AskCachedAsync(ServerProcess server, string words, string expected)
    {
        var id = "";
        await Eventually.HoldsAsync($"the cache says {expected}", async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions");
            request.Headers.Add("Reprise-Cache", "on");
            request.Content = JsonContent.Create(new { model = "gpt-4o", temperature = 0, messages = new[] { new { role = "user", content = words } } });
            using var response = await server.Http.SendAsync(request, Stop);
            response.EnsureSuccessStatusCode();
            id = response.Headers.GetValues("Reprise-Id").Single();
            return response.Headers.GetValues("Reprise-Cache").Single() == expected;
        });
        await Eventually.HoldsAsync("the call is on record", async () => (await server.Http.GetAsync($"/api/interactions/{id}", Stop)).IsSuccessStatusCode);
        return id;
    }

    private static async Task<string> RecordAsync(ServerProcess server, object record)
    {
        using var response = await server.Http.PostAsJsonAsync("/api/interactions", record, Stop);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("interaction_ids")[0].GetString()!;
    }

    private static async Task<IEnumerable<JsonElement>> FindAsync(ServerProcess server, string words) =>
        (await server.Http.GetFromJsonAsync<JsonElement>($"/api/interactions?q={Uri.EscapeDataString(words)}", Stop)).GetProperty("items").EnumerateArray();

    /// <summary>The text of a body, as it is and in full.</summary>
    private static async Task<string> ExactAsync(Visit visit, string tab)
    {
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
        await visit.Detail.GetByText("Exact", new() { Exact = true }).ClickAsync();
        return await visit.Detail.Locator("pre").EvaluateAsync<string>("pre => pre.textContent");
    }
}
