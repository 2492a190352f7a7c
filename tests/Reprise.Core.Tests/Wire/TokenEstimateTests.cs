using System.Text;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

public sealed class TokenEstimateTests
{
    [Fact]
    public void Half_of_the_answers_are_estimated_within_a_tenth_of_the_providers_count()
    {
        var errors = new List<double>();
        var naive = new List<double>();
        foreach (var cassette in Cassettes.All)
        {
            if (cassette.Expected is not { } expected || !IsPlain(cassette, expected)) continue;
            var answer = cassette.Dialect.ReadResponse(cassette.Response);
            if (answer.Content is not { Length: > 0 } || answer.Usage?.CompletionTokens is not >= 20 || answer.ToolCalls.Count > 0 || answer.Usage.ReasoningTokens > 0) continue;
            double real = answer.Usage.CompletionTokens.Value;
            errors.Add(Math.Abs(TokenEstimate.OfText(answer.Content) - real) / real);
            naive.Add(Math.Abs(Encoding.UTF8.GetByteCount(answer.Content) / 4.0 - real) / real);
        }

        errors.Sort();
        naive.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{errors.Count} answers: median error {errors[errors.Count / 2]:P1}, nine in ten {errors[errors.Count * 9 / 10]:P1}; bytes over four {naive[naive.Count / 2]:P1}");
        errors.Count.ShouldBeGreaterThan(300);
        errors[errors.Count / 2].ShouldBeLessThan(0.10);
        errors[errors.Count / 2].ShouldBeLessThan(naive[naive.Count / 2]);
    }

    /// <summary>Tools and schemas are left out: providers add instructions of their own for them, which no text of the call shows.</summary>
    [Fact]
    public void Half_of_the_plain_prompts_are_estimated_within_a_quarter_of_the_providers_count()
    {
        var errors = new List<double>();
        foreach (var cassette in Cassettes.All)
        {
            if (cassette.Expected is null || cassette.Response.Status >= 400) continue;
            var usage = cassette.Dialect.ReadResponse(cassette.Response).Usage;
            var call = cassette.Dialect.ReadRequest(cassette.Request, details: true);
            if (usage?.PromptTokens is not >= 20 || call.Tools is not null || call.Messages.Any(message => message.Attachments.Count > 0)) continue;
            if (call.Parameters?.Contains("schema", StringComparison.Ordinal) ?? false) continue;
            errors.Add(Math.Abs(TokenEstimate.OfCall(call) - (double)usage.PromptTokens) / usage.PromptTokens.Value);
        }

        errors.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{errors.Count} prompts: median error {errors[errors.Count / 2]:P1}, nine in ten {errors[errors.Count * 9 / 10]:P1}");
        errors[errors.Count / 2].ShouldBeLessThan(0.25);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Hello world", 2)]
    [InlineData("2026", 2)]
    [InlineData("東京都", 3)]
    public void Texts_count_by_words_digits_and_ideographs(string text, long tokens) => TokenEstimate.OfText(text).ShouldBe(tokens);

    [Fact]
    public void A_stream_without_usage_is_estimated_and_says_so()
    {
        var dialect = DialectCatalog.FindByName("openai.chat")!;
        var request = new WireRequest("POST", "/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"Say this is a test"}],"stream":true}"""u8.ToArray(), "application/json");
        var answer = dialect.ReadResponse(new WireResponse(200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"This is a test\"}}]}\n\n"u8.ToArray(), "text/event-stream"));

        var usage = TokenEstimate.Complete(dialect, request, answer).ShouldNotBeNull();

        usage.Estimated.ShouldBeTrue();
        usage.PromptTokens.ShouldBe(9);
        usage.CompletionTokens.ShouldBe(4);
        usage.TotalTokens.ShouldBe(13);
    }

    [Fact]
    public void Usage_the_provider_gave_is_left_alone()
    {
        var dialect = DialectCatalog.FindByName("openai.chat")!;
        var answer = new AnswerReading { Content = "Hi", Usage = new() { PromptTokens = 3, CompletionTokens = 1, TotalTokens = 4 } };

        TokenEstimate.Complete(dialect, default, answer).ShouldBeSameAs(answer.Usage);
    }

    [Fact]
    public void An_error_is_not_billed_and_not_estimated()
    {
        var dialect = DialectCatalog.FindByName("openai.chat")!;

        TokenEstimate.Complete(dialect, default, new AnswerReading { ErrorMessage = "no" }).ShouldBeNull();
    }

    private static bool IsPlain(Cassette cassette, JsonElement expected) =>
        !(expected.TryGetProperty("thinking", out var thinking) && thinking.ValueKind is JsonValueKind.String && thinking.GetString()!.Length > 0)
        && !Encoding.UTF8.GetString(cassette.Response.Body.Span).Contains("server_tool_use", StringComparison.Ordinal)
        && !(expected.TryGetProperty("choices", out var choices) && choices.ValueKind is JsonValueKind.Number && choices.GetInt32() > 1);
}
