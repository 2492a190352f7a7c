using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Replay.Sessions;

/// <summary>Sessions that went through the gateway are replayed through it.</summary>
public sealed class SessionReplaySpec(ITestOutputHelper output) : IAsyncLifetime
{
    private const string System = """{"role": "system", "content": "You book."}""";
    private const string Look = """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"flights","arguments":"{\"to\":\"OSL\"}"}}]}""";

    private readonly ConcurrentDictionary<string, byte[]> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<byte[]> _received = new();
    private RawUpstream _upstream = null!;
    private RequestDelegate? _tool;
    private Func<byte[], Task<byte[]?>>? _script;

    public async ValueTask InitializeAsync() => _upstream = await RawUpstream.StartAsync(async context =>
    {
        if (context.Request.Path == "/tool")
        {
            await _tool!(context);
            return;
        }

        var body = await RelaySpec.ReadAllAsync(context.Request);
        _received.Enqueue(body);
        var answer = _script is null ? null : await _script(body);
        answer ??= _answers.GetValueOrDefault(Hashes.OfBytes(body));
        if (answer is null) context.Response.StatusCode = 500;
        await RelaySpec.AnswerAsync(context, answer is null ? """{"error":{"message":"unknown request","code":"unknown"}}""" : Encoding.UTF8.GetString(answer));
    });

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task All_of_the_airlines_sessions_come_out_of_the_gateway_byte_for_byte_a_second_time()
    {
        var sessions = TauSessions.Read();
        await using var server = await TestServer.StartAsync(_upstream.Url);
        foreach (var session in sessions) await RecordAsync(server, session.Id, [.. session.Calls()]);
        var expected = sessions.SelectMany(session => session.Calls()).Select(call => Hashes.OfBytes(call.Request)).Order(StringComparer.Ordinal).ToList();
        await StoredAsync(server, expected.Count);
        _received.Clear();

        await Parallel.ForEachAsync(sessions, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (session, _) =>
        {
            var branch = await ReplayAsync(server, session.Id, "{}");
            branch.GetProperty("state").GetString().ShouldBe("completed");
            branch.TryGetProperty("first_divergence", out var _).ShouldBeFalse(session.Id);
            branch.GetProperty("turns").EnumerateArray().ShouldAllBe(turn => turn.GetProperty("same_request").GetBoolean());
        });

        _received.Select(body => Hashes.OfBytes(body)).Order(StringComparer.Ordinal).ShouldBe(expected);
        output.WriteLine($"{sessions.Count} sessions, {expected.Count} turns sent through the gateway and received byte for byte");
    }

    [Fact]
    public async Task A_changed_system_prompt_is_sent_in_every_turn_and_the_first_turn_that_differs_is_marked()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        var calls = await BookingAsync(server, "s");
        _received.Clear();
        _script = body => Task.FromResult<byte[]?>(TauSession.Answer(_received.Count switch { 1 => Look, 2 => """{"role":"assistant","content":"Another one?"}""", _ => """{"role":"assistant","content":"Booked."}""" }, 1));
        var branch = await ReplayAsync(server, "s", """{"changes":{"system":"You book, briefly.","parameters":{"temperature":0.5}}}""");
        branch.GetProperty("first_divergence").GetInt32().ShouldBe(2);
        branch.GetProperty("diverged").GetInt32().ShouldBe(1);
        branch.GetProperty("turns")[1].GetProperty("difference").GetString().ShouldBe("text");
        _received.Count.ShouldBe(calls.Count);
        _received.ShouldAllBe(body => Encoding.UTF8.GetString(body).Contains("You book, briefly.", StringComparison.Ordinal));

        // The tree is read from the record; the branch is a session of its own with what it repeats.
        var tree = await GetAsync(server, "/api/sessions/s/branches");
        tree.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("rebuilt").GetString()).ShouldBe(["first", "bytes", "bytes"]);
        var id = branch.GetProperty("branch_id").GetString()!;
        tree.GetProperty("branches")[0].GetProperty("branch_id").GetString().ShouldBe(id);
        tree.GetProperty("branches")[0].GetProperty("first_divergence").GetInt32().ShouldBe(2);
        var own = await server.Store.SearchAsync(new InteractionQuery { Project = "default", Filter = FilterParser.Parse($"replay_run:{id}", DateTimeOffset.UnixEpoch).Filter! }, CancellationToken.None);
        own.Items.Count.ShouldBe(3);
        own.Items.ShouldAllBe(item => item.Interaction.SessionId == id && item.Interaction.Replay!.Of != null);
    }

    [Fact]
    public async Task A_configured_tool_is_asked_and_an_unknown_one_is_refused_by_name()
    {
        var asked = "";
        _tool = async context =>
        {
            asked = Encoding.UTF8.GetString(await RelaySpec.ReadAllAsync(context.Request));
            await context.Response.WriteAsync("[\"DY9\"]");
        };
        await using var server = await TestServer.StartAsync(_upstream.Url, $"Replay:Tools:flights:Url={_upstream.Url}/tool");
        await BookingAsync(server, "s");
        _script = body => Task.FromResult(Encoding.UTF8.GetString(body).Contains("DY9", StringComparison.Ordinal) ? TauSession.Answer("""{"role":"assistant","content":"DY9?"}""", 1) : null);

        var branch = await ReplayAsync(server, "s", """{"mode":"free","tools":{"flights":"live"}}""");
        branch.GetProperty("state").GetString().ShouldBe("completed", branch.GetRawText());
        asked.ShouldBe("""{"to":"OSL"}""");
        branch.GetProperty("turns")[1].GetProperty("tools")[0].GetProperty("from").GetString().ShouldBe("live");

        var problem = await PostAsync(server, "/api/sessions/s/replay", """{"mode":"free","tools":{"hotels":"live"}}""", HttpStatusCode.BadRequest);
        problem.GetProperty("code").GetString().ShouldBe("invalid_parameter");
        problem.GetProperty("detail").GetString()!.ShouldContain("flights");
    }

    [Theory]
    [InlineData("slow", "did not answer within 0.2 s")]
    [InlineData("long", "more than 100 bytes")]
    [InlineData("broken", "status 500")]
    [InlineData("elsewhere", "status 302")]
    public async Task A_tool_that_does_not_answer_as_it_should_stops_the_branch_and_says_how(string how, string message)
    {
        _tool = async context =>
        {
            if (how == "slow") await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else if (how == "broken") context.Response.StatusCode = 500;
            else if (how == "elsewhere") context.Response.Redirect("http://127.0.0.1:1/");
            else await context.Response.WriteAsync(new string('x', 101));
        };
        await using var server = await TestServer.StartAsync(_upstream.Url, $"Replay:Tools:flights:Url={_upstream.Url}/tool", "Replay:Tools:flights:Timeout=00:00:00.2", "Replay:Tools:flights:MaxBytes=100");
        await BookingAsync(server, "s");
        var branch = await ReplayAsync(server, "s", """{"mode":"free","tools":{"flights":"live"}}""");
        branch.GetProperty("state").GetString().ShouldBe("stopped");
        branch.GetProperty("stop").GetProperty("message").GetString()!.ShouldContain(message);
        branch.GetProperty("stop").GetProperty("still_works").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("nowhere", "{}", 404, "not_found")]
    [InlineData("s", """{"from_turn":4}""", 400, "invalid_parameter")]
    [InlineData("s", """{"similarity":2}""", 400, "invalid_parameter")]
    [InlineData("s", """{"changes":{"provider":"nobody"}}""", 409, "unknown_provider")]
    public async Task What_cannot_be_replayed_is_refused_before_anything_is_sent(string session, string order, int status, string code)
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        await BookingAsync(server, "s");
        _received.Clear();
        var problem = await PostAsync(server, $"/api/sessions/{session}/replay", order, (HttpStatusCode)status);
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("still_works").GetArrayLength().ShouldBeGreaterThan(0);
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_turn_whose_body_is_gone_is_named_before_anything_is_sent()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        await BookingAsync(server, "s");
        await server.Store.DropBodiesAsync(new InteractionQuery { Project = "default", Filter = FilterParser.Parse("session:s", DateTimeOffset.UnixEpoch).Filter! }, CancellationToken.None);
        _received.Clear();
        (await PostAsync(server, "/api/sessions/s/replay", "{}", HttpStatusCode.Conflict)).GetProperty("code").GetString().ShouldBe("body_erased");
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_ends_interrupts_its_branches_and_the_next_one_goes_on_with_them()
    {
        using var folder = new TempFolder();
        string id;
        var reached = new TaskCompletionSource();
        await using (var server = await TestServer.StartInAsync(folder.Path, TestServer.All(_upstream.Url)))
        {
            await BookingAsync(server, "s");
            _received.Clear();
            _script = async _ =>
            {
                if (_received.Count < 2) return null;
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
                return null;
            };
            id = (await PostAsync(server, "/api/sessions/s/replay", """{"mode":"free"}""", HttpStatusCode.Accepted)).GetProperty("branch_id").GetString()!;
            await reached.Task;
        }

        _script = null;
        await using var next = await TestServer.StartInAsync(folder.Path, TestServer.All(_upstream.Url));
        (await GetAsync(next, $"/api/replay/branches/{id}")).GetProperty("state").GetString().ShouldBe("interrupted");
        var before = _received.Count;
        await PostAsync(next, $"/api/replay/branches/{id}/resume", "{}", HttpStatusCode.Accepted);
        var branch = await EndedAsync(next, id);
        branch.GetProperty("state").GetString().ShouldBe("completed", branch.GetRawText());
        branch.GetProperty("turns").GetArrayLength().ShouldBe(3);
        (_received.Count - before).ShouldBe(2);

        using var removed = await next.Http.DeleteAsync(new Uri($"/api/replay/branches/{id}", UriKind.Relative));
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await GetAsync(next, "/api/sessions/s/branches")).GetProperty("branches").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Of_parallel_requests_to_resume_one_goes_on_and_nothing_is_asked_twice()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        await BookingAsync(server, "s");
        _received.Clear();
        using var reached = new SemaphoreSlim(0);
        using var never = new CancellationTokenSource();
        _script = async _ =>
        {
            if (_received.Count < 2) return null;
            reached.Release();
            await Task.Delay(Timeout.Infinite, never.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        };
        var id = (await PostAsync(server, "/api/sessions/s/replay", "{}", HttpStatusCode.Accepted)).GetProperty("branch_id").GetString()!;
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        (await PostAsync(server, $"/api/replay/branches/{id}/stop", "{}", HttpStatusCode.OK)).GetProperty("state").GetString().ShouldBe("interrupted");
        _script = null;
        await never.CancelAsync();
        _received.Clear();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var response = await server.Http.PostAsync(new Uri($"/api/replay/branches/{id}/resume", UriKind.Relative), RelaySpec.Json("{}"));
            return response.StatusCode;
        }));
        statuses.Count(status => status == HttpStatusCode.Accepted).ShouldBe(1);
        statuses.Count(status => status == HttpStatusCode.Conflict).ShouldBe(5);
        var branch = await EndedAsync(server, id);
        branch.GetProperty("state").GetString().ShouldBe("completed", branch.GetRawText());
        branch.GetProperty("turns").GetArrayLength().ShouldBe(3);
        _received.Count.ShouldBe(2);

        var heads = await GetAsync(server, "/api/sessions/s/branch-heads");
        heads.GetProperty("count").GetInt32().ShouldBe(1);
        heads.GetProperty("branches")[0].GetProperty("state").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task No_more_sessions_are_replayed_at_once_than_a_server_does()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        await BookingAsync(server, "s");
        using var held = new CancellationTokenSource();
        _script = async _ =>
        {
            await Task.Delay(Timeout.Infinite, held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        };
        var statuses = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            using var response = await server.Http.PostAsync(new Uri("/api/sessions/s/replay", UriKind.Relative), RelaySpec.Json("{}"));
            return response.StatusCode;
        }));
        statuses.Count(status => status == HttpStatusCode.Accepted).ShouldBe(8);
        await held.CancelAsync();
        var ids = (await GetAsync(server, "/api/sessions/s/branch-heads")).GetProperty("branches").EnumerateArray().Select(branch => branch.GetProperty("branch_id").GetString()!).ToList();
        foreach (var id in ids) (await EndedAsync(server, id)).GetProperty("state").GetString().ShouldBe("completed");
    }

    /// <summary>The smallest session with a tool in it.</summary>
    private async Task<IReadOnlyList<(byte[] Request, byte[] Answer)>> BookingAsync(TestServer server, string session)
    {
        const string Ask = """{"role": "user", "content": "Fly to Oslo"}""", Found = """{"role": "tool", "tool_call_id": "c1", "content": "[\"SK1\"]"}""";
        const string Offer = """{"role":"assistant","content":"SK1?"}""", Yes = """{"role": "user", "content": "Yes"}""", Booked = """{"role":"assistant","content":"Booked."}""";
        (byte[], byte[])[] calls =
        [
            (Body(System, Ask), TauSession.Answer(Look, 1)), (Body(System, Ask, Look, Found), TauSession.Answer(Offer, 2)), (Body(System, Ask, Look, Found, Offer, Yes), TauSession.Answer(Booked, 3)),
        ];
        await RecordAsync(server, session, calls);
        await StoredAsync(server, calls.Length);
        return calls;
    }

    private static Task StoredAsync(TestServer server, int count) => Eventually.HoldsAsync($"{count} calls are stored", () => server.Counters.Stored >= count);

    private static byte[] Body(params string[] messages) => TauSession.Request(messages.Select(static message => new TauMessage("", message)));

    private async Task RecordAsync(TestServer server, string session, IReadOnlyList<(byte[] Request, byte[] Answer)> calls)
    {
        foreach (var (request, answer) in calls)
        {
            _answers[Hashes.OfBytes(request)] = answer;
            using var message = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = new ByteArrayContent(request) };
            message.Content.Headers.ContentType = new("application/json");
            message.Headers.Add("Reprise-Session", session);
            using var response = await server.Http.SendAsync(message);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static async Task<JsonElement> ReplayAsync(TestServer server, string session, string order)
    {
        using var response = await server.Http.PostAsync(new Uri($"/api/sessions/{session}/replay", UriKind.Relative), RelaySpec.Json(order));
        var begun = await JsonAsync(response);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, begun.GetRawText());
        response.Headers.Location!.ToString().ShouldContain("/api/replay/branches/");
        return await EndedAsync(server, begun.GetProperty("branch_id").GetString()!);
    }

    private static async Task<JsonElement> EndedAsync(TestServer server, string id)
    {
        JsonElement branch = default;
        await Eventually.HoldsAsync($"branch {id} ends", async () => (branch = await GetAsync(server, $"/api/replay/branches/{id}")).GetProperty("state").GetString() != "running");
        return branch;
    }

    private static async Task<JsonElement> GetAsync(TestServer server, string path)
    {
        using var response = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await JsonAsync(response);
    }

    private static async Task<JsonElement> PostAsync(TestServer server, string path, string json, HttpStatusCode expected)
    {
        using var response = await server.Http.PostAsync(new Uri(path, UriKind.Relative), RelaySpec.Json(json));
        var answer = await JsonAsync(response);
        response.StatusCode.ShouldBe(expected, answer.GetRawText());
        return answer;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
