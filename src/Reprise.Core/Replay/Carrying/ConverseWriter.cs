using System.Globalization;
using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>Bedrock's converse: turns alternate, so neighbours of one side become one.</summary>
internal sealed class ConverseWriter : ICallWriter
{
    private int _documents;

    public JsonObject Write(CarriedCall call)
    {
        var json = new JsonObject { ["messages"] = Messages(call) };
        if (call.SystemText is { } system) json["system"] = new JsonArray(new JsonObject { ["text"] = system });
        var config = new JsonObject();
        config.Set("temperature", TargetWriting.Clamp(call.Parameters.Temperature, 0, 1, "temperature", call.Losses));
        config.Set("topP", call.Parameters.TopP);
        config.Set("maxTokens", call.Parameters.MaxTokens);
        config.Set("stopSequences", TargetWriting.Stops(call, most: 4));
        if (config.Count > 0) json["inferenceConfig"] = config;
        // There is no word for not calling any: tools go, unless earlier turns call them, where they are required.
        var isForbidden = call.ToolChoice is { Mode: "none" };
        if (call.Tools.Count > 0 && (!isForbidden || call.Messages.Exists(static message => message.Calls.Any()))) json["toolConfig"] = Tools(call);
        if (call.Tools.Count > 0 && isForbidden) call.Losses.Add("that no tool is to be called");
        TargetWriting.Leave(call, strict: true, topK: true, seed: true, penalties: true, answers: true, parallel: true, effort: true, thinking: true, format: true);
        return json;
    }

    private static JsonObject Tools(CarriedCall call)
    {
        var config = new JsonObject
        {
            ["tools"] = new JsonArray([.. call.Tools.Select(static tool =>
            {
                var spec = new JsonObject { ["name"] = tool.Name };
                spec.Set("description", string.IsNullOrEmpty(tool.Description) ? null : tool.Description);
                spec["inputSchema"] = new JsonObject { ["json"] = SchemaForms.Standard(tool.Schema) };
                return (JsonNode)new JsonObject { ["toolSpec"] = spec };
            })]),
        };
        if (call.ToolChoice is { } choice)
        {
            config["toolChoice"] = choice.Mode switch
            {
                "required" => new JsonObject { ["any"] = new JsonObject() },
                "tool" => new JsonObject { ["tool"] = new JsonObject { ["name"] = choice.Name } },
                _ => new JsonObject { ["auto"] = new JsonObject() },
            };
        }

        return config;
    }

    private JsonArray Messages(CarriedCall call)
    {
        var messages = new JsonArray();
        JsonArray? open = null;
        string? side = null;
        foreach (var message in call.Messages)
        {
            var role = message.Role is "assistant" ? "assistant" : "user";
            foreach (var part in message.Parts)
            {
                if (Block(part, role, call) is not { } block) continue;
                if (open is null || side != role)
                {
                    (open, side) = ([], role);
                    messages.Add((JsonNode)new JsonObject { ["role"] = role, ["content"] = open });
                }

                open.Add((JsonNode)block);
            }
        }

        return messages;
    }

    private JsonObject? Block(CarriedPart part, string role, CarriedCall call)
    {
        switch (part)
        {
            case TextPart { Text: var text } when !string.IsNullOrWhiteSpace(text):
                return new JsonObject { ["text"] = text };
            case TextPart:
                call.Losses.Add("blank text");
                return null;
            case CallPart made:
                return new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = TargetWriting.Id(made.Id), ["name"] = made.Name, ["input"] = Nodes.Arguments(made.Arguments, call.Losses) } };
            case ResultPart result:
                var content = new JsonArray(new JsonObject { ["text"] = result.Text });
                foreach (var media in result.Media)
                {
                    if (Media(media) is { } shown) content.Add((JsonNode)shown);
                    else TargetWriting.Lose(media, call);
                }

                var json = new JsonObject { ["toolUseId"] = TargetWriting.Id(result.CallId), ["content"] = content };
                if (result.IsError) json["status"] = "error";
                return new JsonObject { ["toolResult"] = json };
            case MediaPart media when role is "user" && Media(media) is { } block:
                return block;
            case MediaPart media:
                TargetWriting.Lose(media, call);
                return null;
            default:
                return null;
        }
    }

    private JsonObject? Media(MediaPart media)
    {
        if (media.Base64 is null || media.MediaType is not { } type) return null;
        if (type is "image/png" or "image/jpeg" or "image/gif" or "image/webp") return Source("image", type["image/".Length..], media);
        if (media.Kind is "video" && type is "video/mp4" or "video/webm" or "video/mov") return Source("video", type["video/".Length..], media);
        var format = type switch { "application/pdf" => "pdf", "text/plain" => "txt", "text/markdown" => "md", "text/csv" => "csv", "text/html" => "html", _ => null };
        if (format is null) return null;
        var block = Source("document", format, media);
        block["document"]!["name"] = string.Create(CultureInfo.InvariantCulture, $"document-{++_documents}");
        return block;
    }

    private static JsonObject Source(string kind, string format, MediaPart media) =>
        new() { [kind] = new JsonObject { ["format"] = format, ["source"] = new JsonObject { ["bytes"] = media.Base64 } } };
}
