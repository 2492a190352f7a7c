using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>Cohere's second chat: like OpenAI's, with other names for parameters.</summary>
internal sealed class CohereWriter : ICallWriter
{
    public JsonObject Write(CarriedCall call)
    {
        var parameters = call.Parameters;
        var json = new JsonObject { ["model"] = call.Model, ["messages"] = Messages(call) };
        if (call.Tools.Count > 0)
        {
            json["tools"] = new JsonArray([.. call.Tools.Select(static tool =>
            {
                var function = new JsonObject { ["name"] = tool.Name };
                function.Set("description", tool.Description);
                function["parameters"] = SchemaForms.Standard(tool.Schema);
                return (JsonNode)new JsonObject { ["type"] = "function", ["function"] = function };
            })]);
            if (call.ToolChoice is { Mode: "required" or "none" } choice) json["tool_choice"] = choice.Mode is "none" ? "NONE" : "REQUIRED";
            else if (call.ToolChoice is { Mode: "tool" }) call.Losses.Add("the choice of a tool");
        }

        json.Set("temperature", parameters.Temperature);
        json.Set("p", TargetWriting.Clamp(parameters.TopP, 0.01, 0.99, "top_p", call.Losses));
        if (parameters.TopK is { } topK) json["k"] = (long?)TargetWriting.Clamp(topK, 0, 500, "top_k", call.Losses);
        json.Set("max_tokens", parameters.MaxTokens);
        json.Set("stop_sequences", TargetWriting.Stops(call, most: 5));
        json.Set("seed", parameters.Seed);
        json.Set("presence_penalty", TargetWriting.Clamp(parameters.PresencePenalty, 0, 1, "presence penalty", call.Losses));
        json.Set("frequency_penalty", TargetWriting.Clamp(parameters.FrequencyPenalty, 0, 1, "frequency penalty", call.Losses));
        if (parameters.ThinkingTokens is { } budget) json["thinking"] = new JsonObject { ["type"] = "enabled", ["token_budget"] = budget };
        if (call.Format is { } format)
        {
            var written = new JsonObject { ["type"] = "json_object" };
            if (format.Schema is { } schema) written["schema"] = SchemaForms.Standard(schema);
            json["response_format"] = written;
        }

        if (call.Streams) json["stream"] = true;
        TargetWriting.Leave(call, strict: true, answers: true, parallel: true, effort: true);
        return json;
    }

    private static JsonArray Messages(CarriedCall call)
    {
        var messages = new JsonArray();
        if (call.SystemText is { } system) messages.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = system });
        foreach (var message in call.Messages)
        {
            if (message.Parts is [ResultPart result])
            {
                messages.Add((JsonNode)new JsonObject { ["role"] = "tool", ["tool_call_id"] = TargetWriting.Id(result.CallId), ["content"] = result.Text });
                if (result.IsError) call.Losses.Add("that a tool failed");
                foreach (var media in result.Media) TargetWriting.Lose(media, call);
                continue;
            }

            var json = new JsonObject { ["role"] = message.Role };
            json.Set("content", Content(message, call));
            JsonNode[] calls = [.. message.Calls.Select(made => new JsonObject
            {
                ["id"] = TargetWriting.Id(made.Id), ["type"] = "function", ["function"] = new JsonObject { ["name"] = made.Name, ["arguments"] = made.Arguments },
            })];
            if (calls.Length > 0) json["tool_calls"] = new JsonArray(calls);
            messages.Add((JsonNode)json);
        }

        return messages;
    }

    private static JsonNode? Content(CarriedMessage message, CarriedCall call)
    {
        var images = message.Role is "user" ? message.Media.Where(static media => media.Kind is "image").ToList() : [];
        foreach (var media in message.Media.Except(images)) TargetWriting.Lose(media, call);
        if (images.Count == 0) return message.Text.Length == 0 && message.Calls.Any() ? null : message.Text;
        return new JsonArray([.. message.Parts.Select(part => part switch
        {
            TextPart text => (JsonNode?)new JsonObject { ["type"] = "text", ["text"] = text.Text },
            MediaPart { Kind: "image" } media => new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = media.Url ?? TargetWriting.DataUrl(media) } },
            _ => null,
        }).OfType<JsonNode>()]);
    }
}
