using System.Text;
using Reprise.Cache.Answers;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Core.Tests.Cache.Answers;

public sealed class AnswerFormTests
{
    private const string Whole = """{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Grüße aus Paris."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    private const string Stream = "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}]}\n\n";
    private const string Counts = "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n";
    private const string End = "data: [DONE]\n\n";

    [Fact]
    public void A_whole_chat_becomes_chunks_that_say_the_same()
    {
        var made = Form(Whole, new AnswerWish { Stream = true });
        made.Body.ContentType.ShouldBe("text/event-stream; charset=utf-8");
        var text = Records.Text(made.Body);
        text.ShouldContain("Grüße aus Paris.");
        text.ShouldContain("\"object\":\"chat.completion.chunk\"");
        text.ShouldEndWith("data: [DONE]\n\n");
        text.ShouldNotContain("prompt_tokens");
        made.Body.Chunks.Count.ShouldBe(4);
    }

    [Fact]
    public void A_stream_tells_its_counts_to_those_who_asked()
    {
        Records.Text(Form(Whole, new AnswerWish { Stream = true, IncludeUsage = true }).Body).ShouldContain("\"choices\":[],\"usage\":{\"prompt_tokens\":3");

        var asked = Records.Of("openai.chat", Stream + Counts + End, request: """{"stream":true,"stream_options":{"include_usage":true}}""");
        AnswerForms.Form(asked, new AnswerWish { Stream = true, IncludeUsage = true })!.IsOriginal.ShouldBeTrue();
        var without = AnswerForms.Form(asked, new AnswerWish { Stream = true })!;
        without.IsOriginal.ShouldBeFalse();
        Records.Text(without.Body).ShouldNotContain("prompt_tokens");
        Records.Text(without.Body).ShouldEndWith(End);
    }

    [Fact]
    public void Counts_that_were_never_told_are_not_invented()
    {
        var silent = Records.Of("openai.chat", Stream + End, request: """{"stream":true}""");
        AnswerForms.Form(silent, new AnswerWish { Stream = true })!.IsOriginal.ShouldBeTrue();
        AnswerForms.Form(silent, new AnswerWish { Stream = true, IncludeUsage = true }).ShouldBeNull();
        AnswerForms.Form(silent, new AnswerWish { Stream = false }).ShouldBeNull();
    }

    [Fact]
    public void A_provider_that_tells_counts_unasked_goes_out_as_it_was()
    {
        var record = Records.Of("openai.chat", Stream + Counts + End, request: """{"stream":true}""");
        AnswerForms.Form(record, new AnswerWish { Stream = true })!.IsOriginal.ShouldBeTrue();
        AnswerForms.Form(record, new AnswerWish { Stream = true, IncludeUsage = true })!.IsOriginal.ShouldBeTrue();
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, gzip;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("GZIP", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("br", false)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.0, *", false)]
    public void Compressed_bytes_go_out_as_they_are_only_to_those_who_take_them(string? accept, bool compressed)
    {
        var record = Records.Of("openai.chat", KeepingTests.Gzip(Stream + End));
        record = record with { Response = record.Response! with { ContentEncoding = "gzip" } };
        var given = AnswerForms.Form(record, new AnswerWish { Stream = true, AcceptEncoding = accept })!;
        given.IsOriginal.ShouldBeTrue();
        given.Body.ContentEncoding.ShouldBe(compressed ? "gzip" : null);
        if (compressed) given.Body.Bytes.ShouldBe(record.Response!.Bytes);
        else
        {
            Records.Text(given.Body).ShouldBe(Stream + End);
            given.Body.Chunks.Select(chunk => chunk.Length).ShouldBe([Stream.Length, End.Length]);
        }
    }

    [Fact]
    public void Gemini_streams_in_the_frame_the_client_reads()
    {
        const string array = "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Pa\"}],\"role\":\"model\"}}]}\n,{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ris\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"totalTokenCount\":2}}]";
        var record = Records.Of("gemini.generate", array);
        AnswerForms.Form(record, new AnswerWish { Stream = true })!.IsOriginal.ShouldBeTrue();
        var events = AnswerForms.Form(record, new AnswerWish { Stream = true, ServerSentEvents = true })!;
        Records.Text(events.Body).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        Records.Text(events.Body).ShouldStartWith("data: {");
        Records.Text(AnswerForms.Form(record, new AnswerWish { Stream = false })!.Body).ShouldContain("\"text\":\"Paris\"");
        Records.Text(AnswerForms.Form(record with { Response = events.Body }, new AnswerWish { Stream = true })!.Body).ShouldStartWith("[{");
    }

    [Fact]
    public void What_has_no_place_in_the_other_form_is_refused()
    {
        AnswerForms.Form(Records.Of("openai.chat", Whole.Replace("\"role\"", "\"audio\":{\"id\":\"a\",\"data\":\"UklGRg==\"},\"role\"", StringComparison.Ordinal)), new AnswerWish { Stream = true }).ShouldBeNull();
        AnswerForms.Form(Records.Of("bedrock.invoke", """{"generation":"Paris","stop_reason":"stop"}"""), new AnswerWish { Stream = true }).ShouldBeNull();
        AnswerForms.Form(Records.Of("anthropic.messages", """{"id":"m","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""") with { Response = null }, new AnswerWish { Stream = true }).ShouldBeNull();
    }

    [Fact]
    public void Calls_keep_ids_names_and_arguments_whatever_their_pieces()
    {
        const string stream = """
            data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"weather","arguments":""}}]}}]}

            data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}}]}

            data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"t2","type":"function","function":{"name":"time","arguments":"{}"}}]}}]}

            data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Köln\"}"}}]}}]}

            data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}

            data: [DONE]


            """;
        var whole = Records.Text(Form(stream, new AnswerWish { Stream = false }).Body);
        whole.ShouldContain("""{"id":"t1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Köln\"}"}}""");
        whole.ShouldContain("""{"id":"t2","type":"function","function":{"name":"time","arguments":"{}"}}""");
        whole.ShouldContain("\"content\":null");
    }

    [Theory]
    [InlineData("openai.chat", """{"stream":true,"stream_options":{"include_usage":true}}""", "", true, true, false)]
    [InlineData("openai.chat", """{"stream":true,"stream_options":{"include_usage":false}}""", "", true, false, false)]
    [InlineData("openai.chat", """{"messages":[{"role":"user","content":"include_usage"}]}""", "", false, false, false)]
    [InlineData("ollama.chat", "{}", "", true, false, false)]
    [InlineData("gemini.generate", "{}", "?key=x&alt=sse", true, false, true)]
    [InlineData("openai.chat", "[broken include_usage", "", false, false, false)]
    public void A_request_says_what_it_wishes(string dialect, string body, string query, bool stream, bool usage, bool events)
    {
        var request = new WireRequest("POST", dialect is "gemini.generate" ? "/v1beta/models/m:streamGenerateContent" : "/", Encoding.UTF8.GetBytes(body), "application/json");
        var wish = AnswerWish.Of(DialectCatalog.FindByName(dialect)!, request, query, "gzip");
        (wish.Stream, wish.IncludeUsage, wish.ServerSentEvents, wish.AcceptEncoding).ShouldBe((stream, usage, events, "gzip"));
    }

    private static CachedAnswer Form(string answer, AnswerWish wish) => AnswerForms.Form(Records.Of("openai.chat", answer), wish).ShouldNotBeNull();
}
