using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Interactions;

namespace Reprise.Benchmarks.Storage;

/// <summary>Turns recorded agent sessions into the calls their agents made: before each answer a request with everything said so far.</summary>
internal static class StorageSessions
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<IReadOnlyList<RecordedInteraction>> TauBench(string data, int most, bool withTools)
    {
        foreach (var line in File.ReadLines(Path.Combine(data, "conv-taubench", "airline_gpt4o_sessions.jsonl")).Take(most))
        {
            var session = JsonNode.Parse(line)!;
            var history = new List<string>();
            var calls = new List<RecordedInteraction>();
            var added = new StringBuilder();
            foreach (var message in session["messages"]!.AsArray())
            {
                var role = (string?)message!["role"];
                if (role == "system")
                {
                    if (withTools) history.Add($$$"""{"role":"system","content":{{{Quote(SystemPrompt(6000))}}}}""");
                    continue;
                }

                var text = message.ToJsonString(s_json);
                if (role == "assistant")
                {
                    var tools = withTools ? $$""","tools":[{{Tools(14)}}]""" : "";
                    var request = $$"""{"model":"gpt-4o","messages":[{{string.Join(",", history)}}]{{tools}},"temperature":0}""";
                    var response = $$$"""{"id":"chatcmpl-{{{Random.Shared.NextInt64():x}}}","object":"chat.completion","created":1767600000,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{{{text}}},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{request.Length / 4}}},"completion_tokens":{{{text.Length / 4}}},"total_tokens":{{{(request.Length + text.Length) / 4}}}},"system_fingerprint":"fp_44709d6fcb"}""";
                    calls.Add(Call((string)session["id"]!, (string?)session["user_id"], "openai.chat", "gpt-4o", request, response, added + "\n" + Plain(message["content"])));
                    added.Clear();
                }
                else added.Append(Plain(message["content"])).Append('\n');

                history.Add(text);
            }

            if (calls.Count > 0) yield return calls;
        }
    }

    public static IEnumerable<IReadOnlyList<RecordedInteraction>> ClaudeCode(string data, int most, bool withTools)
    {
        foreach (var line in File.ReadLines(Path.Combine(data, "conv-claudecode", "sessions.jsonl")).Take(most))
        {
            var session = JsonNode.Parse(line)!;
            var messages = Messages(session["events"]!.AsArray());
            var history = new List<string>();
            var calls = new List<RecordedInteraction>();
            var added = new StringBuilder();
            foreach (var (role, content) in messages)
            {
                if (role == "assistant" && history.Count > 0)
                {
                    var system = withTools ? $$$""","system":[{"type":"text","text":{{{Quote(SystemPrompt(12_000))}}},"cache_control":{"type":"ephemeral"}}],"tools":[{{{Tools(18)}}}]""" : "";
                    var request = $$"""{"model":"claude-opus-4-6","max_tokens":32000{{system}},"messages":[{{string.Join(",", history)}}],"stream":true}""";
                    var blocks = content.ToJsonString(s_json);
                    var response = $$$"""{"id":"msg_{{{Random.Shared.NextInt64():x16}}}","type":"message","role":"assistant","model":"claude-opus-4-6","content":{{{blocks}}},"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":3,"cache_creation_input_tokens":1200,"cache_read_input_tokens":{{{request.Length / 4}}},"output_tokens":{{{blocks.Length / 4}}}}}""";
                    calls.Add(Call((string)session["session_id"]!, null, "anthropic.messages", "claude-opus-4-6", request, response, added + "\n" + Plain(content)));
                    added.Clear();
                }
                else added.Append(Plain(content)).Append('\n');

                history.Add($$"""{"role":"{{role}}","content":{{content.ToJsonString(s_json)}}}""");
            }

            if (calls.Count > 0) yield return calls;
        }
    }

    /// <summary>The log has an event for each block; neighbours of one role are one message.</summary>
    private static List<(string Role, JsonArray Content)> Messages(JsonArray events)
    {
        var messages = new List<(string Role, JsonArray Content)>();
        foreach (var entry in events)
        {
            if ((string?)entry!["type"] is not ("user" or "assistant") || entry["message"] is not { } message) continue;
            var role = (string)message["role"]!;
            if (messages.Count == 0 || messages[^1].Role != role) messages.Add((role, []));
            if (message["content"] is JsonArray blocks)
            {
                foreach (var block in blocks) messages[^1].Content.Add(block!.DeepClone());
            }
            else messages[^1].Content.Add(new JsonObject { ["type"] = "text", ["text"] = (string?)message["content"] });
        }

        return messages;
    }

    private static RecordedInteraction Call(string session, string? user, string dialect, string model, string request, string response, string searchText)
    {
        var requestBytes = Encoding.UTF8.GetBytes(request);
        var responseBytes = Encoding.UTF8.GetBytes(response);
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = default,
                Project = "default",
                Timestamp = default,
                Kind = InteractionKind.Llm,
                Status = InteractionStatus.Success,
                Name = "chat",
                Provider = dialect.Split('.')[0],
                Dialect = dialect,
                Operation = "POST /v1/messages",
                Model = model,
                ResponseModel = model,
                HttpStatus = 200,
                SessionId = session,
                UserId = user,
                FinishReason = "stop",
                PromptPreview = Start(searchText),
                ContentPreview = Start(searchText[(searchText.Length / 2)..]),
                Usage = new TokenUsage { PromptTokens = request.Length / 4, CompletionTokens = response.Length / 4, TotalTokens = (request.Length + response.Length) / 4, CachedTokens = request.Length / 5 },
                LatencyMs = response.Length * 3,
                CostUsd = request.Length * 0.0000025m / 4,
                PriceVersion = "2026-01-01",
                InputHash = Convert.ToHexStringLower(SHA256.HashData(requestBytes)),
                PromptHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(searchText))),
                RequestBytes = requestBytes.Length,
                ResponseBytes = responseBytes.Length,
            },
            Request = new Body { Bytes = requestBytes, ContentType = "application/json" },
            Response = new Body { Bytes = responseBytes, ContentType = "application/json" },
            ResponseHeaders = [new("x-request-id", $"req_{Random.Shared.NextInt64():x16}")],
            SearchText = searchText,
        };
    }

    private static string Start(string text) => text.Length <= Interaction.PreviewLength ? text : text[..Interaction.PreviewLength];

    private static string Quote(string text) => JsonSerializer.Serialize(text, s_json);

    private static string Plain(JsonNode? content) => content switch
    {
        null => "",
        JsonArray blocks => string.Join('\n', blocks.Select(block => Plain(block!["text"] ?? block["thinking"] ?? block["content"] ?? block["input"]))),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => content.ToJsonString(s_json),
    };

    private static string SystemPrompt(int length)
    {
        var text = new StringBuilder("You help customers of an airline. Follow these rules.\n");
        for (var rule = 1; text.Length < length; rule++)
            text.Append($"- Rule {rule}: before step {rule * 7 % 31} look up the booking, say which of its {rule % 9 + 2} parts would change, name the price for part {rule * 13 % 47} and ask for a yes.\n");
        return text.ToString();
    }

    private static string Tools(int count) => string.Join(",", Enumerable.Range(1, count).Select(tool =>
        $$$$"""{"type":"function","function":{"name":"tool_{{{{tool}}}}","description":"Does step {{{{tool}}}} of the work: reads or changes record {{{{tool * 17}}}} and says what it found. Call it only after the customer agreed to step {{{{tool}}}}.","parameters":{"type":"object","properties":{"user_id":{"type":"string","description":"Who asks, as in their profile."},"record_{{{{tool}}}}":{"type":"string","description":"The record, such as 'REC{{{{tool * 91}}}}'."},"amount":{"type":"number","description":"How much, in dollars."}},"required":["user_id","record_{{{{tool}}}}"]}}}"""));
}
