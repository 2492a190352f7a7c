using System.Net.Http.Json;
using System.Text.Json;
using Reprise.Demo;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Encryption;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Encryption;

/// <summary>Encryption together with what else keeps a person's words: a policy that takes them out first, and an erasure that must find them sealed.</summary>
public sealed class SealedAndPrivateSpec : IAsyncLifetime
{
    private const string Person = "marigold-4711";

    // Valid by their check digits and shapes, and nobody's.
    private const string Email = "marigold.quokka@zanzibar-mail.com";
    private const string Card = "4539578763621486";

    private readonly TempFolder _data = new();
    private readonly TempFolder _outside = new();

    /// <summary>Made here, so that no scanner of sources finds a key in this file.</summary>
    private readonly string _key = "ghp_" + "a8Kd02mVx7Qz4LrTn6Bw" + "Y1cEu9GsHj3PfDx5";

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
    public async Task What_a_policy_takes_out_is_in_no_file_and_in_no_answer_of_an_encrypted_server()
    {
        string[] planted = [Email, Card, _key, Person];
        await using (var server = await StartAsync())
        {
            await CommandAsync(server, "privacy", "policy", "set", "personal");
            await ChatAsync(server, $"Write to {Email}, pay with {Card} and sign in with {_key}, says the wombat");
            var record = new
            {
                interaction_id = "sent-1", model = "gpt-4o", provider = "openai", status = "error", error_message = $"no mail to {Email} with {_key}", user_id = Person,
                metadata = new Dictionary<string, string> { ["contact"] = Email }, tags = new[] { "wombat" },
                request = new { prompt = $"Say {Card} to {Email} with {_key}, says the wombat" }, response = new { content = $"I told {Email} that {Card} and {_key} are known" },
            };
            (await server.Http.PostAsJsonAsync("/api/interactions", record, Cancellation)).EnsureSuccessStatusCode();
            await Eventually.HoldsAsync("both are stored", async () => await server.CountAsync("queued") == 0 && (await IdsAsync(server, "wombat")).Length == 2);
            foreach (var id in await IdsAsync(server, "wombat"))
            {
                var shown = await server.Http.GetStringAsync($"/api/interactions/{id}?bodies=true", Cancellation);
                planted.Where(word => shown.Contains(word, StringComparison.Ordinal)).ShouldBeEmpty($"what the API gives of {id}");
                shown.ShouldContain("[card]");
                shown.ShouldContain("wombat", customMessage: "the rest is there, opened");
            }

            (await IdsAsync(server, "redacted:card")).Length.ShouldBe(2);
            foreach (var word in planted) (await IdsAsync(server, $"\"{word}\"")).ShouldBeEmpty(word);
            ReadableBytes.Find(_data.Path, [.. planted, "wombat"]).ShouldBeEmpty("while it runs");
        }

        ReadableBytes.Find(_data.Path, [.. planted, "wombat"]).ShouldBeEmpty("after it ended");
    }

    [Fact]
    public async Task A_person_is_erased_by_their_plain_id_from_an_encrypted_record_that_partly_has_a_pseudonym()
    {
        await using (var server = await StartAsync())
        {
            // 1. Theirs, as sent and hashed by a policy, beside somebody else's.
            await ChatAsync(server, "the wombat of before", Person);
            await ChatAsync(server, "somebody else's kiwi", "ford");
            await StoredAsync(server, 2);
            await CommandAsync(server, "privacy", "policy", "set", "personal");
            await ChatAsync(server, "the wombat of after", Person);
            await StoredAsync(server, 3);
            var theirs = await IdsAsync(server, "wombat");
            theirs.Length.ShouldBe(2);
            (await IdsAsync(server, $"user:{Person}")).Length.ShouldBe(1, "the other has a pseudonym");
            (await server.Http.PostAsJsonAsync($"/api/interactions/{theirs[0]}/facts", new { kind = "feedback", value = 1, text = "the wombat thanks", author = Person }, Cancellation)).EnsureSuccessStatusCode();

            // 2. Away with it.
            var erased = await CommandAsync(server, "erase", "--user", Person, "--yes", "--json", "--reason", "on paper");
            var counts = erased.Lines.ShouldHaveSingleItem().GetProperty("counts");
            counts.GetProperty("interactions").GetInt64().ShouldBe(2);

            // 3. Nothing of it is found, and a second erasure finds nothing.
            foreach (var id in theirs) ((int)(await server.Http.GetAsync($"/api/interactions/{id}", Cancellation)).StatusCode).ShouldBe(404);
            (await IdsAsync(server, "wombat")).ShouldBeEmpty();
            (await IdsAsync(server, $"user:{Person}")).ShouldBeEmpty();
            (await IdsAsync(server, "")).Length.ShouldBe(1);
            var groups = JsonDocument.Parse(await server.Http.GetStringAsync("/api/aggregates?group_by=user", Cancellation)).RootElement.GetProperty("rows");
            groups.GetArrayLength().ShouldBe(1);
            (await server.Http.GetStringAsync("/api/audit", Cancellation)).ShouldNotContain(Person);
            var again = await CommandAsync(server, "erase", "--user", Person, "--yes", "--json");
            again.Lines.ShouldHaveSingleItem().GetProperty("counts").TryGetProperty("interactions", out _).ShouldBeFalse();

            // 4. What was done with keys, and what was erased, is as the proof says.
            await CommandAsync(server, "keys", "rotate");
            await CommandAsync(server, "keys", "rotate", "--master");
            var verified = await CommandAsync(server, "verify", "--json");
            verified.Lines.ShouldHaveSingleItem().GetProperty("findings").GetArrayLength().ShouldBe(0, verified.Output);
        }

        ReadableBytes.Find(_data.Path, [Person, "wombat"]).ShouldBeEmpty();
    }

    private Task<ServerProcess> StartAsync() =>
        ServerProcess.StartAsync(_data.Path, [$"Providers:openai:BaseUrl={_upstream.BaseUrlOf("openai")}", $"Encryption:MasterKeyFile={_outside.File("master.key")}"]);

    private static async Task<Run> CommandAsync(ServerProcess server, params string[] args)
    {
        var run = await Run.Here([.. args, "--server", server.Url]);
        run.ExitCode.ShouldBe(0, $"{string.Join(' ', args)}: {run.Output} {run.Error}");
        return run;
    }

    private static Task StoredAsync(ServerProcess server, int count) =>
        Eventually.HoldsAsync($"{count} are stored", async () => await server.CountAsync("queued") == 0 && (await IdsAsync(server, "")).Length == count);

    private static async Task<string[]> IdsAsync(ServerProcess server, string filter) =>
        [.. JsonDocument.Parse(await server.Http.GetStringAsync($"/api/interactions?limit=1000&q={Uri.EscapeDataString(filter)}", Cancellation)).RootElement
            .GetProperty("items").EnumerateArray().Select(item => item.GetProperty("interaction_id").GetString()!)];

    private static async Task ChatAsync(ServerProcess server, string words, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = "gpt-4o", messages = new[] { new { role = "user", content = words } } }),
        };
        request.Headers.Add("Reprise-User", user ?? Person);
        using var response = await server.Http.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync(Cancellation);
    }
}
