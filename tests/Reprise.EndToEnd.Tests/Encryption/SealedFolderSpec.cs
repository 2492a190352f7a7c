using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Reprise.Demo;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Encryption;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Encryption;

/// <summary>With encryption on, nothing that people said is readable in any file of the data folder or of a backup, however the server ended; and everything is found as ever.</summary>
public sealed class SealedFolderSpec(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] s_places =
    [
        "prompt", "system", "answer", "argument", "metaname", "metavalue", "tag", "user", "session", "errormessage", "prompttype", "labelname", "labeltext", "factauthor", "factcomment", "query",
        "dataset", "datasetnote", "template", "hold", "cachequestion", "journal", "gateway",
    ];

    private readonly TempFolder _data = new();
    private readonly TempFolder _outside = new();
    private readonly Dictionary<string, string> _words = s_places.ToDictionary(place => place, place => $"quokka{place}zanzibar", StringComparer.Ordinal);
    private ScriptedUpstream _upstream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        await File.WriteAllTextAsync(_outside.File("master.key"), LocalMasterKey.Generate(), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _data.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task Nothing_said_is_readable_in_the_folder_of_an_encrypted_server_and_all_of_it_is_found()
    {
        string[] settings = [.. Plain(), $"Encryption:MasterKeyFile={_outside.File("master.key")}"];
        await using (var server = await ServerProcess.StartAsync(_data.Path, settings))
        {
            await PlantAsync(server);
            Show("while it runs");
            await FindAsync(server);
            var backup = await Run.Here("backup", "create", "--to", _outside.File("backup"), "--server", server.Url);
            backup.ExitCode.ShouldBe(0, backup.Error);
            backup.Error.ShouldContain("encrypted");
        }

        Show("after it ended");
        ReadableBytes.Find(_outside.File("backup"), _words.Values).ShouldBeEmpty();

        // Killed with calls under way, and with calls in the journal.
        await using (var server = await ServerProcess.StartAsync(_data.Path, settings))
        {
            using var stop = new CancellationTokenSource();
            var asked = 0;
            var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await ChatAsync(server, $"What about the {_words["journal"]} and question {Interlocked.Increment(ref asked)}?", cache: false);
                }
            }, CancellationToken.None)));
            await Eventually.HoldsAsync("calls are under way", () => asked > 40);
            server.Kill();
            await stop.CancelAsync();
            await Task.WhenAny(asking);
        }

        Show("after kill -9");
        await using (var server = await ServerProcess.StartAsync(_data.Path, settings))
        {
            await Eventually.HoldsAsync("the journal is worked off", async () => await server.CountAsync("queued") == 0);
            (await CountAsync(server, _words["journal"])).ShouldBeGreaterThan(36);
            await FindAsync(server);
        }

        Show("after the journal was worked off");
        (await Should.ThrowAsync<InvalidOperationException>(() => ServerProcess.StartAsync(_data.Path, Plain()))).Message.ShouldContain("no master key is configured");
    }

    [Fact]
    public async Task The_same_search_finds_what_is_planted_in_a_folder_that_is_not_encrypted()
    {
        await using (var server = await ServerProcess.StartAsync(_data.Path, Plain()))
        {
            await PlantAsync(server);
        }

        var found = ReadableBytes.Find(_data.Path, _words.Values);
        output.WriteLine(string.Join('\n', found));
        var missing = _words.Where(word => word.Key != "journal" && !found.Any(one => one.StartsWith(word.Value + " ", StringComparison.Ordinal))).Select(word => word.Key);
        missing.ShouldBeEmpty("or the search could not find them in a sealed folder either");
    }

    private string[] Plain() => [$"Providers:openai:BaseUrl={_upstream.BaseUrlOf("openai")}"];

    private void Show(string when)
    {
        var found = ReadableBytes.Find(_data.Path, _words.Values);
        found.ShouldBeEmpty(when);
    }

    private async Task PlantAsync(ServerProcess server)
    {
        var record = new
        {
            interaction_id = "planted-1", model = "gpt-4o", provider = "openai", status = "error", error_message = $"it broke at {_words["errormessage"]} today",
            user_id = _words["user"], session_id = _words["session"], prompt_type = _words["prompttype"], tags = new[] { _words["tag"] },
            metadata = new Dictionary<string, string> { [_words["metaname"]] = _words["metavalue"] },
            request = new
            {
                system_prompt = $"You never speak of {_words["system"]}.", prompt = $"Tell me about the {_words["prompt"]} please",
                messages = new object[] { new { role = "user", content = $"Tell me about the {_words["prompt"]} please" } }, query = $"?topic={_words["query"]}",
            },
            response = new { content = $"Nobody knows the {_words["answer"]}.", tool_calls = new[] { new { id = "t1", name = "look_up", arguments = new { topic = _words["argument"] } } } },
        };
        (await server.Http.PostAsJsonAsync("/api/interactions", record, Cancellation)).EnsureSuccessStatusCode();
        var page = JsonDocument.Parse(await server.Http.GetStringAsync("/api/interactions", Cancellation)).RootElement;
        var id = page.GetProperty("items")[0].GetProperty("interaction_id").GetString();
        foreach (var fact in new object[] { new { kind = "label", name = _words["labelname"], text = _words["labeltext"] }, new { kind = "feedback", value = 1, text = $"so {_words["factcomment"]}", author = _words["factauthor"] } })
            (await server.Http.PostAsJsonAsync($"/api/interactions/{id}/facts", fact, Cancellation)).EnsureSuccessStatusCode();
        (await server.Http.PostAsJsonAsync("/api/holds", new { name = "case", filter = "", reason = $"The matter of {_words["hold"]}" }, Cancellation)).EnsureSuccessStatusCode();
        using var cases = new StringContent($$"""{"prompt":"Say {{_words["dataset"]}}","expected":"no","model":"gpt-4o"}""", Encoding.UTF8, "application/x-ndjson");
        var dataset = await server.Http.PostAsync($"/api/datasets/kept/cases?description={_words["datasetnote"]}", cases, Cancellation);
        dataset.IsSuccessStatusCode.ShouldBeTrue(await dataset.Content.ReadAsStringAsync(Cancellation));
        var prompt = await Run.Here("prompt", "set", "greet", "--system", $"You are {_words["template"]}.", "--server", server.Url);
        prompt.ExitCode.ShouldBe(0, prompt.Error);
        await ChatAsync(server, $"Where is the {_words["gateway"]} now?", cache: false);
        await ChatAsync(server, $"How far is the {_words["cachequestion"]} from here?", cache: true);
        await Eventually.HoldsAsync("all is stored", async () => await server.CountAsync("queued") == 0);
        await Eventually.HoldsAsync("the answer is kept", async () => await ChatAsync(server, $"How far is the {_words["cachequestion"]} from here?", cache: true) == "hit");
    }

    private async Task FindAsync(ServerProcess server)
    {
        (await CountAsync(server, _words["prompt"])).ShouldBe(1);
        (await CountAsync(server, $"\"about the {_words["prompt"]} please\"")).ShouldBe(1, "a phrase");
        (await CountAsync(server, $"\"{_words["prompt"]} about\"")).ShouldBe(0, "not in that order");
        (await CountAsync(server, _words["gateway"])).ShouldBe(1);
        (await CountAsync(server, "please " + _words["answer"])).ShouldBe(1);
        (await CountAsync(server, $"user:{_words["user"]} tag:{_words["tag"]} session:{_words["session"]} metadata.{_words["metaname"]}:{_words["metavalue"]} label.{_words["labelname"]}:{_words["labeltext"]}")).ShouldBe(1);
        using var refused = await server.Http.GetAsync($"/api/interactions?q={_words["prompt"][..8]}*", Cancellation);
        ((int)refused.StatusCode).ShouldBe(400);
        (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldContain("This record is encrypted");
        var groups = JsonDocument.Parse(await server.Http.GetStringAsync("/api/aggregates?group_by=user", Cancellation)).RootElement.GetRawText();
        groups.ShouldContain(_words["user"]);
        (await server.Http.GetStringAsync("/api/holds", Cancellation)).ShouldContain(_words["hold"]);
        var record = JsonDocument.Parse(await server.Http.GetStringAsync($"/api/interactions?q=user:{_words["user"]}", Cancellation)).RootElement.GetProperty("items")[0];
        record.GetProperty("error_message").GetString().ShouldBe($"it broke at {_words["errormessage"]} today");
    }

    private static async Task<int> CountAsync(ServerProcess server, string filter) =>
        JsonDocument.Parse(await server.Http.GetStringAsync($"/api/interactions?limit=1000&q={Uri.EscapeDataString(filter)}", Cancellation)).RootElement.GetProperty("items").GetArrayLength();

    /// <summary>What the cache said, null when it was not asked.</summary>
    private static async Task<string?> ChatAsync(ServerProcess server, string words, bool cache)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = "gpt-4o", messages = new[] { new { role = "user", content = words } } }),
        };
        if (cache) request.Headers.Add("Reprise-Cache", "on");
        using var response = await server.Http.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync(Cancellation);
        return response.Headers.TryGetValues("Reprise-Cache", out var said) ? said.Single() : null;
    }
}
