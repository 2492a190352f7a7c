using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text;
using Anthropic;
using Anthropic.Models.Messages;
using Microsoft.AspNetCore.Http;
using OpenAI;
using OpenAI.Chat;
using Reprise.Client.Playback;
using Reprise.Playback;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback;

/// <summary>Tapes in a test's own process, under the official clients.</summary>
public sealed class TapeHandlerSpec
{
    private const string Completion = """{"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Paris"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private const string Message = """{"id":"m1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Paris"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}""";

    private int _asked;

    [Fact]
    public async Task A_tape_is_recorded_once_and_then_played_without_the_provider()
    {
        using var folder = new TempFolder();
        var path = folder.File("tapes/capital.jsonl");
        var upstream = await RawUpstream.StartAsync(AnswerAsync);
        var options = new TapeOptions { Mode = PlaybackMode.PlayOrRecord, Providers = new Dictionary<string, Uri> { ["openai"] = new(upstream.Url), ["anthropic"] = new(upstream.Url + "/claude") } };
        await using (var tape = await TapeHandler.OpenAsync(path, options, TestContext.Current.CancellationToken))
        {
            tape.IsRecording.ShouldBeTrue();
            (await ChatAsync(tape, upstream.Url)).ShouldBe("Paris");
            (await MessageAsync(tape, upstream.Url + "/claude")).ShouldBe("Paris");
        }

        await upstream.DisposeAsync();
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        text.ShouldNotContain("sk-test");
        text.ShouldContain("\"path\":\"/v1/chat/completions\"");
        await using var played = await TapeHandler.OpenAsync(path, options, TestContext.Current.CancellationToken);
        played.IsRecording.ShouldBeFalse();
        (await ChatAsync(played, upstream.Url)).ShouldBe("Paris");
        (await MessageAsync(played, upstream.Url + "/claude")).ShouldBe("Paris");
        played.VerifyAllUsed();
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_tape_recorded_through_another_address_plays_for_the_provider_itself()
    {
        using var tape = Tape(PlaybackHost.Entry("""{"messages":[{"role":"user","content":"Capital of France?"}],"model":"gpt-4o-mini"}""", Completion));
        (await ChatAsync(tape, "https://api.openai.com")).ShouldBe("Paris");
        Chat(tape, "https://api.openai.com", retries: 0).CompleteChat("Capital of France?").Value.Content[0].Text.ShouldBe("Paris");
    }

    [Fact]
    public async Task A_miss_fails_the_test_through_the_official_clients_without_a_retry()
    {
        using var tape = Tape(
            PlaybackHost.Entry("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Capital of Spain?"}]}""", Completion),
            PlaybackHost.Entry("""{"max_tokens":10,"model":"claude","messages":[{"role":"user","content":"Capital of Spain?"}]}""", Message, path: "/v1/messages", provider: "anthropic"));
        var miss = await Should.ThrowAsync<TapeMissException>(() => ChatAsync(tape, "https://api.openai.com", retries: 3));
        miss.Message.ShouldContain("""/messages/0/content: recorded "Capital of Spain?", asked "Capital of France?""");
        await Should.ThrowAsync<TapeMissException>(() => MessageAsync(tape, "https://api.anthropic.com", retries: 3));
        tape.Summarise().Misses.ShouldBe(2);
    }

    [Fact]
    public async Task Verification_fails_for_what_nobody_asked_for_and_for_a_miss_that_was_swallowed()
    {
        using var tape = Tape(PlaybackHost.Entry("""{"a":1}""", "one"), PlaybackHost.Entry("""{"a":2}""", "two"));
        using var http = tape.CreateClient();
        var unused = Should.Throw<TapeUnusedException>(tape.VerifyAllUsed);
        unused.Entries.Count.ShouldBe(2);
        unused.Message.ShouldContain("POST /v1/chat/completions for openai");
        await PostAsync(http, """{"a":1}""");
        await PostAsync(http, """{"a":2}""");
        tape.VerifyAllUsed();
        await Should.ThrowAsync<TapeMissException>(() => PostAsync(http, """{"a":3}"""));
        Should.Throw<TapeMissException>(tape.VerifyAllUsed);
    }

    [Fact]
    public async Task Lanes_have_answers_of_their_own()
    {
        using var tape = Tape(PlaybackHost.Entry("1", "of a", "a"), PlaybackHost.Entry("1", "of b", "b"));
        using var a = tape.CreateClient("a");
        using var b = tape.CreateClient("b");
        (await PostAsync(b, "1")).ShouldBe("of b");
        (await PostAsync(a, "1")).ShouldBe("of a");
    }

    [Fact]
    public async Task A_stream_arrives_in_its_recorded_pieces_at_recorded_speed()
    {
        var time = new ManualTimeProvider();
        var entry = PlaybackHost.Stream("1", ("data: 1\n\n", 0), ("data: 2\n\n", 40));
        using var tape = TapeHandler.Play(new Tape { Entries = [entry] }, new TapeOptions { Speed = 1, Time = time });
        using var http = tape.CreateClient();
        using var request = Post("1");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[100];
        (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)).ShouldBe(9);
        var second = stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask();
        second.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(40));
        (await second).ShouldBe(9);
        (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task A_reader_who_takes_long_does_not_add_to_the_delays()
    {
        var time = new ManualTimeProvider();
        using var tape = TapeHandler.Play(new Tape { Entries = [PlaybackHost.Stream("1", ("data: 1\n\n", 40), ("data: 2\n\n", 40))] }, new TapeOptions { Speed = 1, Time = time });
        using var http = tape.CreateClient();
        using var request = Post("1");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMilliseconds(80));
        var buffer = new byte[100];
        for (var i = 0; i < 2; i++)
        {
            var read = stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask();
            read.IsCompletedSuccessfully.ShouldBeTrue();
            (await read).ShouldBe(9);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080/openai/v1/chat/completions")]
    [InlineData("http://localhost:5080/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1/chat/completions")]
    public async Task A_gateway_on_this_machine_is_known_by_its_routes(string address)
    {
        using var tape = Tape(PlaybackHost.Entry("1", "one"));
        using var http = tape.CreateClient();
        using var request = Post("1");
        request.RequestUri = new Uri(address);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("one");
    }

    [Fact]
    public async Task An_answer_that_broke_off_breaks_off_again()
    {
        var entry = PlaybackHost.Stream("1", ("data: 1\n\n", 0));
        using var tape = Tape(entry with { Answer = entry.Answer with { Broken = "the provider broke off" } });
        using var http = tape.CreateClient();
        var e = await Should.ThrowAsync<HttpRequestException>(() => PostAsync(http, "1"));
        e.ToString().ShouldContain("broke off");
    }

    [Fact]
    public async Task A_failed_recording_leaves_the_old_tape_and_a_new_one_takes_its_place_whole()
    {
        using var folder = new TempFolder();
        var path = folder.File("tape.jsonl");
        await using var upstream = await RawUpstream.StartAsync(AnswerAsync);
        var options = new TapeOptions { Mode = PlaybackMode.Record, Providers = new Dictionary<string, Uri> { ["openai"] = new(upstream.Url) } };
        await File.WriteAllTextAsync(path, "old", TestContext.Current.CancellationToken);
        await using (await TapeHandler.OpenAsync(path, options, TestContext.Current.CancellationToken))
        {
        }

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe("old");
        await using (var tape = await TapeHandler.OpenAsync(path, options, TestContext.Current.CancellationToken)) await ChatAsync(tape, upstream.Url);
        (await TapeReader.ReadAsync(path, TestContext.Current.CancellationToken)).Entries.Count.ShouldBe(1);
        File.Exists(path + ".partial").ShouldBeFalse();
        (await File.ReadAllTextAsync(path + ".old", TestContext.Current.CancellationToken)).ShouldBe("old");
    }

    [Fact]
    public async Task A_tape_that_is_not_there_says_how_to_record_it()
    {
        using var folder = new TempFolder();
        (await Should.ThrowAsync<TapeException>(() => TapeHandler.OpenAsync(folder.File("none.jsonl")))).Message.ShouldContain("REPRISE_TAPE_MODE=record");
    }

    private static TapeHandler Tape(params TapeEntry[] entries) => TapeHandler.Play(new Tape { Entries = entries });

    private static ChatClient Chat(TapeHandler tape, string provider, int retries) => new("gpt-4o-mini", new ApiKeyCredential("sk-test"), new OpenAIClientOptions
    {
        Endpoint = new Uri(provider + "/v1"),
        Transport = new HttpClientPipelineTransport(tape.CreateClient()),
        RetryPolicy = new ClientRetryPolicy(retries),
    });

    private static async Task<string> ChatAsync(TapeHandler tape, string provider, int retries = 0) => (await Chat(tape, provider, retries).CompleteChatAsync("Capital of France?")).Value.Content[0].Text;

    private static async Task<string> MessageAsync(TapeHandler tape, string provider, int retries = 0)
    {
        var client = new AnthropicClient { BaseUrl = provider, ApiKey = "sk-test", MaxRetries = retries, HttpClient = tape.CreateClient() };
        var answer = await client.Messages.Create(new MessageCreateParams { MaxTokens = 10, Model = "claude", Messages = [new UserMessageParam("Capital of France?")] });
        return answer.Content[0].TryPickText(out var text) ? text.Text : "";
    }

    private static HttpRequestMessage Post(string body) => new(HttpMethod.Post, "https://api.openai.com/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static async Task<string> PostAsync(HttpClient http, string body)
    {
        using var request = Post(body);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(context.Request.Path.StartsWithSegments("/claude") ? Message : Completion, context.RequestAborted);
    }
}
