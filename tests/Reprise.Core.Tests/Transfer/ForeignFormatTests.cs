using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Transfer.Import;

namespace Reprise.Core.Tests.Transfer;

public sealed class ForeignFormatTests
{
    private const string ChatGpt = """
        [
          {"title":"Parcels","create_time":1767225600.5,"update_time":1767225700,"mapping":{
             "root":{"id":"root","message":null,"parent":null,"children":["n1"]},
             "n1":{"id":"n1","message":{"id":"m1","author":{"role":"user"},"create_time":1767225601.25,"content":{"content_type":"text","parts":["Where is my parcel?"]}},"parent":"root","children":["n2","n3"]},
             "n2":{"id":"n2","message":{"id":"m2","author":{"role":"assistant"},"create_time":1767225602,"content":{"content_type":"text","parts":["First try."]},"status":"finished_successfully","recipient":"all","metadata":{"model_slug":"gpt-4o"}},"parent":"n1","children":[]},
             "n3":{"id":"n3","message":{"id":"m3","author":{"role":"assistant"},"create_time":1767225603,"content":{"content_type":"thoughts","thoughts":[{"summary":"s","content":"It is about mail."}]},"recipient":"all"},"parent":"n1","children":["n4"]},
             "n4":{"id":"n4","message":{"id":"m4","author":{"role":"assistant"},"create_time":1767225604,"content":{"content_type":"code","text":"{\"number\":7}"},"recipient":"tracker","metadata":{"model_slug":"gpt-4o"}},"parent":"n3","children":["n5"]},
             "n5":{"id":"n5","message":{"id":"m5","author":{"role":"tool","name":"tracker"},"create_time":1767225605,"content":{"content_type":"text","parts":["at the depot"]}},"parent":"n4","children":["n6"]},
             "n6":{"id":"n6","message":{"id":"m6","author":{"role":"assistant"},"create_time":1767225606,"content":{"content_type":"multimodal_text","parts":["At the depot.",{"content_type":"image_asset_pointer"}]},"recipient":"all","metadata":{"model_slug":"gpt-4o-mini","finish_details":{"type":"stop"}}},"parent":"n5","children":[]}
           },"current_node":"n6","conversation_id":"conv-1","default_model_slug":"gpt-4"}
        ]
        """;

    private const string LiteLlm = """
        {"request_id":"chatcmpl-1","call_type":"acompletion","api_key":"hashed","spend":0.00125,"total_tokens":30,"prompt_tokens":20,"completion_tokens":10,"startTime":"2026-01-01 10:00:00.250","endTime":"2026-01-01 10:00:02.250","completionStartTime":"2026-01-01 10:00:00.750","model":"gpt-4o-2024-08-06","model_group":"gpt-4o","custom_llm_provider":"openai","user":"team-user","end_user":"u7","metadata":"{\"usage_object\":{\"prompt_tokens_details\":{\"cached_tokens\":8}},\"team\":\"blue\"}","cache_hit":"False","request_tags":"[\"prod\",\"eu\"]","session_id":"s1","requester_ip_address":"10.0.0.9","status":"success","messages":"{}","proxy_server_request":"{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello proxy\"}]}","response":"{\"id\":\"chatcmpl-1\",\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello you\"},\"finish_reason\":\"stop\"}]}"}
        {"request_id":"failed-1","call_type":"aembedding","spend":0,"startTime":"2026-01-01T10:00:05Z","endTime":"2026-01-01T10:00:05.100Z","model":"text-embedding-3-small","status":"failure","metadata":{"error_information":{"error_code":"429","error_message":"too many"}}}
        """;

    private const string Langfuse = """
        {"data":[
          {"id":"0b7e2d3c-0000-4000-8000-000000000001","name":"support","timestamp":"2026-01-01T10:00:00Z","userId":"u1","sessionId":"s1","tags":["beta"],"release":"r1","bookmarked":false,"totalCost":0.5,"latency":2.5,"input":{"question":"why"},"output":"because",
           "observations":[
             {"id":"0b7e2d3c-0000-4000-8000-000000000002","traceId":"0b7e2d3c-0000-4000-8000-000000000001","type":"GENERATION","name":"answer","startTime":"2026-01-01T10:00:00.100Z","endTime":"2026-01-01T10:00:01.300Z","completionStartTime":"2026-01-01T10:00:00.400Z","model":"claude-sonnet-4","modelParameters":{"temperature":0.2},
              "input":[{"role":"user","content":"why"}],"output":{"role":"assistant","content":"because"},"usageDetails":{"input":10,"input_cached_tokens":90,"output":7,"total":107},"costDetails":{"input":0.1,"output":0.4,"total":0.5},"level":"DEFAULT","parentObservationId":null,"metadata":{"k":"v"},"promptName":"p1"},
             {"id":"0b7e2d3c-0000-4000-8000-000000000003","traceId":"0b7e2d3c-0000-4000-8000-000000000001","type":"SPAN","name":"look up","startTime":"2026-01-01T10:00:00.050Z","endTime":"2026-01-01T10:00:00.090Z","level":"ERROR","statusMessage":"no such page","parentObservationId":"0b7e2d3c-0000-4000-8000-000000000002"}
           ],"scores":[{"name":"helpful","value":0.8}]}
        ],"meta":{"page":1}}
        """;

    [Fact]
    public async Task A_chat_export_gives_an_interaction_for_each_answer_in_every_branch()
    {
        var read = await Imported.OfAsync(ChatGpt);

        read.Format.ShouldBe("chatgpt");
        read.Mistakes.ShouldBeEmpty();
        read.Records.Select(record => record.Interaction.SessionId).ShouldAllBe(session => session == "conv-1");
        read.Records.Select(record => (record.Interaction.Model, record.Interaction.ContentPreview ?? "")).ShouldBe([("gpt-4o", "First try."), ("gpt-4o", "→ tracker"), ("gpt-4o-mini", "At the depot.")], ignoreOrder: true);
        var last = read.Records.Single(record => record.Interaction.Model == "gpt-4o-mini");
        last.Interaction.Timestamp.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 6, TimeSpan.Zero));
        last.Interaction.PromptPreview.ShouldBe("Where is my parcel?");
        last.Interaction.FinishReason.ShouldBe("stop");
        var document = JsonDocument.Parse(JsonSerializer.Serialize(Documents.Samples.Writer().Write(last, bodies: false), Reprise.Documents.DocumentJson.Relaxed.InteractionDocument)).RootElement;
        document.GetProperty("request").GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "tool"]);
        var called = read.Records.Single(record => record.SearchText.Contains("tracker", StringComparison.Ordinal));
        called.SearchText.ShouldContain("It is about mail.");
        read.Records.Single(record => record.Interaction.ContentPreview == "First try.").Interaction.Metadata!.ShouldContain("abandoned");
        read.LeftOut.ShouldBe(new Dictionary<string, long> { ["parts of messages: image_asset_pointer"] = 1 });
    }

    [Fact]
    public async Task Spend_logs_keep_cost_tokens_times_and_contents()
    {
        var read = await Imported.OfAsync(LiteLlm);

        read.Format.ShouldBe("litellm");
        read.Mistakes.ShouldBeEmpty();
        var (good, failed) = (read.Records[0].Interaction, read.Records[1].Interaction);
        (good.Model, good.ResponseModel, good.Provider, good.Dialect).ShouldBe(("gpt-4o", "gpt-4o-2024-08-06", "openai", "openai.chat"));
        (good.CostUsd, good.LatencyMs, good.TtftMs).ShouldBe((0.00125m, 2000, 500));
        (good.Usage!.PromptTokens, good.Usage.CompletionTokens, good.Usage.TotalTokens, good.Usage.CachedTokens).ShouldBe((20, 10, 30, 8));
        (good.UserId, good.SessionId, good.IpAddress, good.ContentPreview, good.PromptPreview).ShouldBe(("u7", "s1", "10.0.0.9", "hello you", "hello proxy"));
        good.Tags.ShouldBe(["prod", "eu"]);
        good.Metadata!.ShouldContain("\"team\":\"blue\"");
        good.Metadata!.ShouldContain("\"api_key\":\"hashed\"");
        (failed.Kind, failed.Status, failed.HttpStatus, failed.ErrorCode, failed.ErrorMessage, failed.CostUsd).ShouldBe((InteractionKind.Embedding, InteractionStatus.Error, 429, "429", "too many", null));
    }

    [Fact]
    public async Task Traces_become_events_above_their_observations_and_cost_is_counted_once()
    {
        var read = await Imported.OfAsync(Langfuse);

        read.Format.ShouldBe("langfuse");
        read.Mistakes.ShouldBeEmpty();
        var (trace, answer, span) = (read.Records[0], read.Records[1].Interaction, read.Records[2].Interaction);
        (trace.Interaction.Kind, trace.Interaction.Name, trace.Interaction.CostUsd, trace.Interaction.LatencyMs).ShouldBe((InteractionKind.Event, "support", null, 2500));
        trace.Facts.Single().ShouldSatisfyAllConditions(fact => fact.Name.ShouldBe("helpful"), fact => fact.Value.ShouldBe(0.8));
        (answer.Kind, answer.Model, answer.CostUsd, answer.LatencyMs, answer.TtftMs).ShouldBe((InteractionKind.Llm, "claude-sonnet-4", 0.5m, 1200, 300));
        (answer.Usage!.PromptTokens, answer.Usage.CachedTokens, answer.Usage.CompletionTokens, answer.Usage.TotalTokens).ShouldBe((100, 90, 7, 107));
        (answer.SessionId, answer.UserId, answer.TraceId, answer.ParentId).ShouldBe(("s1", "u1", trace.Interaction.Id.ToString(), trace.Interaction.Id.ToString()));
        (answer.PromptPreview, answer.ContentPreview).ShouldBe(("why", "because"));
        answer.Tags.ShouldBe(["beta"]);
        (span.Kind, span.Status, span.ErrorMessage, span.ParentId).ShouldBe((InteractionKind.Event, InteractionStatus.Error, "no such page", answer.Id.ToString()));
    }

    [Fact]
    public async Task A_table_of_generations_is_read_like_the_observations_it_shows()
    {
        var csv = "id,traceId,name,startTime,endTime,model,promptTokens,completionTokens,totalTokens,totalCost,input,output,level\r\n"
            + "obs-1,trace-1,answer,2026-01-01T10:00:00.000Z,2026-01-01T10:00:01.000Z,gpt-4o,10,5,15,0.002,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"hi, you\"\"}]\",hello,DEFAULT\r\n";
        var i = (await Imported.OfAsync(csv)).Single.Interaction;
        (i.Model, i.CostUsd, i.LatencyMs, i.PromptPreview, i.ContentPreview, i.TraceId, i.Usage!.TotalTokens).ShouldBe(("gpt-4o", 0.002m, 1000, "hi, you", "hello", "trace-1", 15));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_of_Helicone_keep_their_bodies_in_the_providers_dialect(bool asTable)
    {
        (string Name, object Value)[] pairs =
        [
            ("request_id", "5b0c1b1a-0000-4000-8000-000000000001"), ("request_created_at", "2026-01-01T10:00:00.000Z"), ("response_created_at", "2026-01-01T10:00:01.500Z"), ("response_status", 200),
            ("request_path", "https://api.anthropic.com/v1/messages"), ("provider", "ANTHROPIC"), ("request_model", "claude-sonnet-4"), ("request_user_id", "u3"), ("delay_ms", 1500), ("costUSD", 0.003),
            ("prompt_tokens", 12), ("completion_tokens", 4), ("country_code", "DE"), ("signed_body_url", "https://bucket.example/x?sig=1"), ("feedback_rating", true),
            ("request_properties", """{"Helicone-Session-Id":"s9","plan":"pro"}"""),
            ("request_body", """{"model":"claude-sonnet-4","max_tokens":9,"messages":[{"role":"user","content":"salut"}]}"""),
            ("response_body", """{"type":"message","role":"assistant","model":"claude-sonnet-4","content":[{"type":"text","text":"bonjour"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":4}}"""),
        ];
        var file = asTable
            ? string.Join(',', pairs.Select(p => p.Name)) + "\n" + string.Join(',', pairs.Select(p => $"\"{p.Value.ToString()!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n"
            : JsonSerializer.Serialize(pairs.ToDictionary(p => p.Name, p => p.Value is string text && text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : p.Value)) + "\n";

        var read = await Imported.OfAsync(file);

        read.Format.ShouldBe("helicone");
        var i = read.Single.Interaction;
        (i.Dialect, i.Provider, i.Model, i.Operation, i.HttpStatus).ShouldBe(("anthropic.messages", "anthropic", "claude-sonnet-4", "POST /v1/messages", 200));
        (i.PromptPreview, i.ContentPreview, i.FinishReason, i.CostUsd, i.LatencyMs, i.UserId, i.SessionId, i.Country).ShouldBe(("salut", "bonjour", "end_turn", 0.003m, 1500, "u3", "s9", "DE"));
        read.Single.Facts.Single().Value.ShouldBe(1);
        i.Metadata!.ShouldContain("\"plan\":\"pro\"");
        Encoding.UTF8.GetString(read.Single.Request!.Bytes.Span).ShouldNotContain("bucket.example");
        i.Metadata!.ShouldNotContain("bucket.example");
        read.LeftOut.Keys.ShouldContain("signed_body_url");
    }

    [Fact]
    public async Task Answers_of_a_batch_are_joined_with_their_requests()
    {
        var requests = new BatchRequests();
        await requests.AddAsync(new MemoryStream("""
            {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"one"}]}}
            {"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"two"}]}}
            {"custom_id":"c","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[]}}
            """u8.ToArray()), CancellationToken.None);

        var read = await Imported.OfAsync("""
            {"id":"batch_req_2","custom_id":"b","response":{"status_code":400,"request_id":"r2","body":{"error":{"code":"bad_model","message":"no such model"}}},"error":null}
            {"id":"batch_req_1","custom_id":"a","response":{"status_code":200,"request_id":"r1","body":{"id":"x","object":"chat.completion","created":1767225600,"model":"gpt-4o-mini-2024","choices":[{"index":0,"message":{"role":"assistant","content":"uno"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}},"error":null}
            """, new ImportPlan { Requests = requests });

        read.Format.ShouldBe("openai-batch");
        var (bad, good) = (read.Records[0].Interaction, read.Records[1].Interaction);
        (good.PromptPreview, good.ContentPreview, good.Model, good.ResponseModel, good.Usage!.TotalTokens).ShouldBe(("one", "uno", "gpt-4o-mini", "gpt-4o-mini-2024", 4));
        good.Timestamp.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (bad.PromptPreview, bad.Status, bad.HttpStatus, bad.ErrorCode, bad.ErrorMessage).ShouldBe(("two", InteractionStatus.Error, 400, "bad_model", "no such model"));
        requests.Unanswered.ShouldBe(1);
    }

    [Fact]
    public async Task Importing_twice_gives_the_same_ids()
    {
        foreach (var file in new[] { ChatGpt, LiteLlm, Langfuse, "{\"interaction_type\":\"cli_command\",\"command\":\"x\"}\n{\"interaction_type\":\"cli_command\",\"command\":\"x\"}\n" })
        {
            var (first, second) = (await Imported.OfAsync(file), await Imported.OfAsync(file));
            first.Records.Select(record => record.Interaction.Id).ShouldBe(second.Records.Select(record => record.Interaction.Id));
            first.Records.Select(record => record.Interaction.Id).Distinct().Count().ShouldBe(first.Records.Count);
        }
    }
}
