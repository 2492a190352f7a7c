using System.Text.Json;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

public sealed class DocumentPrivacyTests
{
    private const string Address = "anna.schmidt@example.com";
    private static readonly byte[] _key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public async Task Nothing_personal_leaves_the_process_in_any_field()
    {
        var policy = PrivacyPresets.All["personal"];
        var json = await WrittenAsync(policy, Full());
        json.ShouldNotContain(Address);
        json.ShouldNotContain("u-plain");
        json.ShouldNotContain("192.0.2.77");
        json.ShouldContain("[email:");
        json.ShouldContain("\"policy\":\"personal\"");
    }

    [Theory]
    [InlineData("secrets")]
    [InlineData("personal")]
    [InlineData("metadata-only")]
    public async Task Presets_the_client_can_follow_are_followed(string name)
    {
        var json = await WrittenAsync(PrivacyPresets.All[name], Full() with { ErrorMessage = "password=hunter2hunter2 AKIAQ3EGRZ7XJ5KTN2WD" });
        json.ShouldNotContain("AKIAQ3EGRZ7XJ5KTN2WD");
        if (name == "metadata-only") json.ShouldNotContain("how are you");
    }

    [Fact]
    public async Task A_policy_that_keeps_everything_keeps_everything() => (await WrittenAsync(PrivacyPolicy.Open, Full())).ShouldContain(Address);

    [Fact]
    public async Task Classes_of_content_are_dropped_each_for_itself()
    {
        var json = await WrittenAsync(new PrivacyPolicy { Name = "no-answers", Output = ContentRule.Drop }, Full());
        json.ShouldContain("how are you");
        json.ShouldNotContain("well, thank you");
        json.ShouldContain("\"dropped\":[\"output\"]");
    }

    [Fact]
    public void What_only_a_server_can_follow_is_refused() =>
        Should.Throw<ArgumentException>(() => new Recorder(new ScriptedSink(), new RecorderOptions { Privacy = PrivacyPresets.All["strict"], PrivacyKey = _key })).Message.ShouldContain("restrict");

    [Fact]
    public async Task Pseudonyms_are_the_same_in_every_process_that_has_the_key()
    {
        var policy = new PrivacyPolicy { Name = "p", HashUsers = true, Redact = new Dictionary<string, RedactionMode> { ["email"] = RedactionMode.Pseudonym } };
        (await WrittenAsync(policy, Full())).ShouldBe(await WrittenAsync(policy, Full()));
    }

    private static InteractionDocument Full() => new()
    {
        InteractionId = "0198c5b0-0000-7000-8000-000000000001", Timestamp = new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero), Kind = "llm", Name = "mail " + Address, UserId = "u-plain", IpAddress = "192.0.2.77",
        ErrorMessage = "no such user " + Address, Tags = ["to " + Address], Metadata = JsonDocument.Parse($$"""{"to":"{{Address}}","deep":[{"a":"{{Address}}"}]}""").RootElement,
        Labels = new Dictionary<string, string> { ["mail"] = Address },
        Request = new RequestDocument
        {
            Prompt = $"how are you {Address}", SystemPrompt = $"be kind to {Address}", Messages = [new MessageDocument { Role = "user", Content = $"hi {Address}" }, new MessageDocument { Role = "assistant", ToolCalls = [Call()] }],
            Context = [new ContextDocument { Content = Address, Source = $"mailbox {Address}" }], Parameters = JsonDocument.Parse($$"""{"user":"{{Address}}"}""").RootElement,
            Headers = new Dictionary<string, string> { ["x-mail"] = Address }, Query = "?mail=" + Uri.EscapeDataString(Address),
        },
        Response = new ResponseDocument { Content = $"well, thank you {Address}", Reasoning = Address, ToolCalls = [Call()] },
        Bodies = new BodiesDocument { Request = new BodyDocument { ContentType = "application/json", Text = $$"""{"messages":[{"role":"user","content":"hi {{Address}}"}]}""" } },
        Facts = [new FactDocument { Kind = "feedback", Text = "ask " + Address }],
    };

    private static ToolCallDocument Call() => new() { Name = "send", Arguments = JsonDocument.Parse($$"""{"to":"{{Address}}"}""").RootElement };

    private static async Task<string> WrittenAsync(PrivacyPolicy policy, InteractionDocument record)
    {
        string? json = null;
        var sink = new ScriptedSink { Script = (_, lines, _) => Task.FromResult((json = System.Text.Encoding.UTF8.GetString(lines[0].Json.Span)) is null ? 1 : 0) };
        await using var recorder = new Recorder(sink, new RecorderOptions { Privacy = policy, PrivacyKey = _key });
        recorder.Record(record).ShouldBeTrue();
        (await recorder.FlushAsync()).ShouldBeTrue();
        return json!;
    }
}
