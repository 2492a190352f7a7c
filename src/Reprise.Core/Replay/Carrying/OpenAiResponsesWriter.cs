using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>OpenAI's Responses: calls and their results are items of their own.</summary>
internal sealed class OpenAiResponsesWriter : ICallWriter
{
    public JsonObject Write(CarriedCall call)
    {
        var json = new JsonObject { ["model"] = call.Model };
        json.Set("instructions", call.SystemText);
        json["input"] = Items(call);
        if (call.Tools.Count > 0)
        {
            json["tools"] = new JsonArray([.. call.Tools.Select(static tool =>
            {
                var function = new JsonObject { ["type"] = "function", ["name"] = tool.Name };
                function.Set("description", tool.Description);
                function["parameters"] = SchemaForms.Standard(tool.Schema);
                function["strict"] = tool.IsStrict;
                return (JsonNode)function;
            })]);
            json.Set("tool_choice", call.ToolChoice is { Mode: "tool" } one ? new JsonObject { ["type"] = "function", ["name"] = one.Name } : (JsonNode?)call.ToolChoice?.Mode);
            json.Set("parallel_tool_calls", call.Parameters.ParallelCalls);
        }

        json.Set("temperature", TargetWriting.Clamp(call.Parameters.Temperature, 0, 2, "temperature", call.Losses));
        json.Set("top_p", call.Parameters.TopP);
        json.Set("max_output_tokens", call.Parameters.MaxTokens);
        if (call.Parameters.Effort is { } effort) json["reasoning"] = new JsonObject { ["effort"] = effort };
        if (call.Format is { } format)
        {
            json["text"] = new JsonObject
            {
                ["format"] = format.Schema is { } schema
                    ? new JsonObject { ["type"] = "json_schema", ["name"] = format.Name ?? "answer", ["schema"] = SchemaForms.Standard(schema) }
                    : new JsonObject { ["type"] = "json_object" },
            };
        }

        if (call.Streams) json["stream"] = true;
        TargetWriting.Leave(call, topK: true, seed: true, penalties: true, stops: true, answers: true, thinking: true);
        return json;
    }

    private static JsonArray Items(CarriedCall call)
    {
        var items = new JsonArray();
        foreach (var message in call.Messages)
        {
            if (message.Parts is [ResultPart result])
            {
                items.Add((JsonNode)new JsonObject { ["type"] = "function_call_output", ["call_id"] = TargetWriting.Id(result.CallId), ["output"] = result.Text });
                foreach (var media in result.Media) TargetWriting.Lose(media, call);
                if (result.IsError) call.Losses.Add("that a tool failed");
                continue;
            }

            if (message.Parts.Exists(static part => part is not CallPart)) items.Add((JsonNode)new JsonObject { ["role"] = message.Role, ["content"] = Content(message, call) });
            foreach (var made in message.Calls)
            {
                items.Add((JsonNode)new JsonObject { ["type"] = "function_call", ["call_id"] = TargetWriting.Id(made.Id), ["name"] = made.Name, ["arguments"] = made.Arguments });
            }
        }

        return items;
    }

    private static JsonNode Content(CarriedMessage message, CarriedCall call)
    {
        if (!message.Media.Any() || message.Role is "assistant")
        {
            foreach (var media in message.Media) TargetWriting.Lose(media, call);
            return message.Text;
        }

        var parts = new JsonArray();
        foreach (var part in message.Parts)
        {
            if (part is TextPart text) parts.Add((JsonNode)new JsonObject { ["type"] = "input_text", ["text"] = text.Text });
            else if (part is MediaPart media)
            {
                if (Media(media) is { } json) parts.Add((JsonNode)json);
                else TargetWriting.Lose(media, call);
            }
        }

        return parts;
    }

    private static JsonObject? Media(MediaPart media)
    {
        if (media.Kind is "image") return new JsonObject { ["type"] = "input_image", ["image_url"] = media.Url ?? TargetWriting.DataUrl(media) };
        if (media.Kind is not "file") return null;
        if (media.Base64 is null) return new JsonObject { ["type"] = "input_file", ["file_url"] = media.Url };
        return media.MediaType is "application/pdf"
            ? new JsonObject { ["type"] = "input_file", ["filename"] = media.Name ?? "document.pdf", ["file_data"] = TargetWriting.DataUrl(media) }
            : null;
    }
}
