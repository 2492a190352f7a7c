using Reprise.Cache.Answers;
using Reprise.Core.Tests.Wire;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Core.Tests.Cache.Answers;

/// <summary>Puts every recorded answer into the other form, and back, and reads it.</summary>
public sealed class RecordedAnswerTests
{
    private static readonly string[] _dialects =
    [
        "openai.chat", "xai.chat", "openai.completions", "openai.responses", "anthropic.messages", "gemini.generate", "ollama.chat", "ollama.generate",
        "bedrock.converse", "bedrock.converse_stream", "cohere.chat",
    ];

    /// <summary>Answers that have one form only, with the reason.</summary>
    private static readonly Dictionary<string, string> _oneForm = new(StringComparer.Ordinal)
    {
        ["bedrock.converse.ruby_llm.chat_citations"] = "blocks with citations have another shape in a stream",
        ["bedrock.converse_stream.ruby_llm.chat_citations"] = "blocks with citations have another shape in a stream",
        ["bedrock.converse.pydantic-ai.test_bedrock_model_with_code_execution_tool"] = "results of Bedrock's own tools have another shape in a stream",
        ["bedrock.converse_stream.pydantic-ai.test_bedrock_model_code_execution_tool"] = "results of Bedrock's own tools have another shape in a stream",
        ["cohere.cohere_chat.dd-trace-py.completion_command-r"] = "Cohere's first version",
        ["cohere.cohere_chat.openllmetry.test_cohere_chat_legacy"] = "Cohere's first version",
        ["cohere.other.openllmetry.test_cohere_completion_legacy"] = "Cohere's first version",
        ["local.chat_completions.dd-trace-py.completion_stream_multiple_choices_proxy"] = "one of its choices never says how it ended",
        ["openai.responses.pydantic-ai."] = "made by hand: `status` says `complete`, which the API never does",
    };

    [Fact]
    public void Recorded_answers_say_the_same_in_the_other_form_and_back()
    {
        var tally = new SortedDictionary<string, (int Given, int SaysTooLittle, int OneForm)>(StringComparer.Ordinal);
        var unexplained = new List<string>();
        foreach (var (cassette, record) in Kept())
        {
            var isStream = IsStream(record);
            var key = $"{cassette.Dialect.Name} {(isStream ? "stream → whole" : "whole → stream")}";
            var counts = tally.GetValueOrDefault(key);
            var recorded = Records.Read(cassette.Dialect.Name, record.Response!);
            var made = AnswerForms.Form(record, Wish(!isStream));
            if (made is null)
            {
                // What a whole answer has to say: how it ended, and its counts.
                if (recorded.Usage is null || isStream && recorded.FinishReason is null) tally[key] = counts with { SaysTooLittle = counts.SaysTooLittle + 1 };
                else
                {
                    tally[key] = counts with { OneForm = counts.OneForm + 1 };
                    if (!_oneForm.Keys.Any(start => cassette.Name.StartsWith(start, StringComparison.Ordinal))) unexplained.Add(cassette.Name);
                }

                continue;
            }

            tally[key] = counts with { Given = counts.Given + 1 };
            made.IsOriginal.ShouldBeFalse(cassette.Name);
            Records.Read(cassette.Dialect.Name, made.Body).ShouldSayTheSameAs(recorded, cassette.Name);
            if (!isStream) made.Body.Chunks.Sum(chunk => chunk.Length).ShouldBe(made.Body.Bytes.Length, cassette.Name);

            var back = AnswerForms.Form(record with { Response = made.Body }, Wish(isStream)).ShouldNotBeNull(cassette.Name);
            Records.Read(cassette.Dialect.Name, back.Body).ShouldSayTheSameAs(recorded, $"{cassette.Name}, there and back");
        }

        foreach (var (name, counts) in tally) TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {counts.Given} given, {counts.SaysTooLittle} say too little, {counts.OneForm} of one form");
        unexplained.ShouldBeEmpty();
        tally.Values.Sum(counts => counts.Given).ShouldBeGreaterThan(1_650);
    }

    [Fact]
    public void Recorded_answers_go_out_byte_for_byte_in_their_own_form()
    {
        foreach (var (cassette, record) in Kept())
        {
            var wish = Wish(IsStream(record)) with { IncludeUsage = AnswerWish.Of(cassette.Dialect, cassette.Request, "", acceptEncoding: null).IncludeUsage };
            var given = AnswerForms.Form(record, wish).ShouldNotBeNull(cassette.Name);
            given.IsOriginal.ShouldBeTrue(cassette.Name);
            given.Body.ShouldBeSameAs(record.Response, cassette.Name);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Edited_answers_say_the_new_text_alone_and_keep_their_origin(bool stream)
    {
        const string text = "The corrected answer:\n\"42\" — ünïcode 🙂";
        var edited = 0;
        foreach (var (cassette, record) in Kept())
        {
            var recorded = Records.Read(cassette.Dialect.Name, record.Response!);
            if (AnswerForms.Form(record, Wish(stream) with { EditedContent = text }) is not { } given) continue;
            edited++;
            var said = Records.Read(cassette.Dialect.Name, given.Body);
            said.Content.ShouldBe(text, cassette.Name);
            said.ToolCalls.ShouldBeEmpty(cassette.Name);
            said.Reasoning.ShouldBeNull(cassette.Name);
            said.Refusal.ShouldBeNull(cassette.Name);
            (said.Model, said.ResponseId, said.Usage).ShouldBe((recorded.Model, recorded.ResponseId, recorded.Usage), cassette.Name);
            given.IsOriginal.ShouldBeFalse(cassette.Name);
            AnswerForms.WhyNotKept(record with { Response = given.Body, Interaction = record.Interaction with { ResponseBytes = given.Body.Bytes.Length } }).ShouldBeNull(cassette.Name);
        }

        edited.ShouldBeGreaterThan(1_650);
    }

    private static AnswerWish Wish(bool stream) => new() { Stream = stream, IncludeUsage = true, ServerSentEvents = true };

    private static IEnumerable<(Cassette Cassette, RecordedInteraction Record)> Kept() => Cassettes.All
        .Where(cassette => _dialects.Contains(cassette.Dialect.Name, StringComparer.Ordinal))
        .Select(cassette => (cassette, Records.Of(cassette)))
        .Where(pair => AnswerForms.WhyNotKept(pair.Item2) is null);

    /// <summary>By the bytes and not by our own reader of framings.</summary>
    private static bool IsStream(RecordedInteraction record)
    {
        var text = Records.Text(record.Response!).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (!text.StartsWith('{')) return true;
        return record.Interaction.Dialect is "ollama.chat" or "ollama.generate" or "cohere.chat" && text.Trim().Contains("}\n{", StringComparison.Ordinal);
    }
}
