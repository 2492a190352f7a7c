using System.Globalization;
using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>Anthropic's messages: results stand in the user's turn, and a limit is required.</summary>
internal sealed class AnthropicWriter : ICallWriter
{
    public JsonObject Write(CarriedCall call)
    {
        if (call.Parameters.MaxTokens is null) call.Losses.Add(string.Create(CultureInfo.InvariantCulture, $"no limit of tokens, which is required and set to {TargetWriting.DefaultMaxTokens}"));
        var json = new JsonObject { ["model"] = call.Model, ["max_tokens"] = call.Parameters.MaxTokens ?? TargetWriting.DefaultMaxTokens };
        json.Set("system", call.SystemText);
        json["messages"] = Messages(call);
        if (call.Tools.Count > 0)
        {
            json["tools"] = new JsonArray([.. call.Tools.Select(static tool =>
            {
                var written = new JsonObject { ["name"] = tool.Name };
                written.Set("description", tool.Description);
                written["input_schema"] = SchemaForms.Standard(tool.Schema);
                return (JsonNode)written;
            })]);
            json.Set("tool_choice", Choice(call));
        }

        json.Set("temperature", TargetWriting.Clamp(call.Parameters.Temperature, 0, 1, "temperature", call.Losses));
        json.Set("top_p", call.Parameters.TopP);
        json.Set("top_k", call.Parameters.TopK);
        json.Set("stop_sequences", TargetWriting.Stops(call, int.MaxValue));
        if (call.Streams) json["stream"] = true;
        TargetWriting.Leave(call, strict: true, seed: true, penalties: true, answers: true, effort: true, thinking: true, format: true);
        return json;
    }

    private static JsonArray Messages(CarriedCall call)
    {
        var messages = new JsonArray();
        JsonArray? open = null;
        foreach (var message in call.Messages)
        {
            var blocks = Blocks(message, call);

            // A call's results and what the user says with them are one turn.
            if (open is not null && message.Role is not "assistant")
            {
                foreach (var block in blocks) open.Add(block);
            }
            else if (blocks.Count > 0)
            {
                var content = new JsonArray([.. blocks]);
                messages.Add((JsonNode)new JsonObject { ["role"] = message.Role is "assistant" ? "assistant" : "user", ["content"] = content });
                open = message.Role is "tool" ? content : null;
                continue;
            }

            if (message.Role is not "tool") open = null;
        }

        return messages;
    }

    private static List<JsonNode> Blocks(CarriedMessage message, CarriedCall call)
    {
        var blocks = new List<JsonNode>();
        foreach (var part in message.Parts)
        {
            switch (part)
            {
                case TextPart { Text: var text } when !string.IsNullOrWhiteSpace(text):
                    blocks.Add(Text(text));
                    break;
                case TextPart:
                    call.Losses.Add("blank text");
                    break;
                case CallPart made:
                    blocks.Add(new JsonObject { ["type"] = "tool_use", ["id"] = TargetWriting.Id(made.Id), ["name"] = made.Name, ["input"] = Nodes.Arguments(made.Arguments, call.Losses) });
                    break;
                case ResultPart result:
                    blocks.Add(Result(result, call));
                    break;
                case MediaPart media when Media(media) is { } json && message.Role is not "assistant":
                    blocks.Add(json);
                    break;
                case MediaPart media:
                    TargetWriting.Lose(media, call);
                    break;
            }
        }

        return blocks;
    }

    private static JsonObject Result(ResultPart result, CarriedCall call)
    {
        JsonArray content = [.. result.Text.Length > 0 ? new JsonNode[] { Text(result.Text) } : []];
        foreach (var media in result.Media)
        {
            if (Media(media) is { } json) content.Add((JsonNode)json);
            else TargetWriting.Lose(media, call);
        }

        var block = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = TargetWriting.Id(result.CallId) };
        block["content"] = result.Media.Count == 0 ? result.Text : content;
        if (result.IsError) block["is_error"] = true;
        return block;
    }

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject? Media(MediaPart media)
    {
        var isImage = media.Kind is "image";
        var isPdf = media.MediaType is "application/pdf";
        if (media.Base64 is null) return isImage || media.Kind is "file" ? new JsonObject { ["type"] = isImage ? "image" : "document", ["source"] = new JsonObject { ["type"] = "url", ["url"] = media.Url } } : null;
        if (!isPdf && !(isImage && media.MediaType is "image/png" or "image/jpeg" or "image/gif" or "image/webp")) return null;
        return new JsonObject { ["type"] = isImage ? "image" : "document", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = media.MediaType, ["data"] = media.Base64 } };
    }

    private static JsonObject? Choice(CarriedCall call)
    {
        var single = call.Parameters.ParallelCalls is false;
        if (call.ToolChoice is null && !single) return null;
        var choice = new JsonObject { ["type"] = call.ToolChoice?.Mode switch { "required" => "any", "none" => "none", "tool" => "tool", _ => "auto" } };
        choice.Set("name", call.ToolChoice?.Name);
        if (single && call.ToolChoice?.Mode is not "none") choice["disable_parallel_tool_use"] = true;
        return choice;
    }
}
