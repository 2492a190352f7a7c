using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>Ollama's chat: no ids of calls, pictures in a list of their own, and streamed unless told not to.</summary>
internal sealed class OllamaWriter : ICallWriter
{
    public JsonObject Write(CarriedCall call)
    {
        var json = new JsonObject { ["model"] = call.Model, ["messages"] = Messages(call), ["stream"] = call.Streams };
        if (call.Tools.Count > 0)
        {
            json["tools"] = new JsonArray([.. call.Tools.Select(static tool =>
            {
                var function = new JsonObject { ["name"] = tool.Name };
                function.Set("description", tool.Description);
                function["parameters"] = SchemaForms.Standard(tool.Schema);
                return (JsonNode)new JsonObject { ["type"] = "function", ["function"] = function };
            })]);
        }

        if (call.ToolChoice is { Mode: not "auto" }) call.Losses.Add("the choice of a tool");
        if (call.Format is { } format) json["format"] = format.Schema is { } schema ? SchemaForms.Standard(schema) : (JsonNode)"json";
        if (call.Parameters.Effort is { } effort) json["think"] = effort is "none" or "minimal" ? false : effort is "low" or "medium" or "high" ? (JsonNode)effort : true;
        var options = Options(call);
        if (options.Count > 0) json["options"] = options;
        TargetWriting.Leave(call, strict: true, answers: true, parallel: true, thinking: true);
        return json;
    }

    private static JsonObject Options(CarriedCall call)
    {
        var (parameters, options) = (call.Parameters, new JsonObject());
        options.Set("temperature", parameters.Temperature);
        options.Set("top_p", parameters.TopP);
        options.Set("top_k", parameters.TopK);
        options.Set("num_predict", parameters.MaxTokens);
        options.Set("seed", parameters.Seed);
        options.Set("presence_penalty", parameters.PresencePenalty);
        options.Set("frequency_penalty", parameters.FrequencyPenalty);
        options.Set("stop", TargetWriting.Stops(call, int.MaxValue));
        return options;
    }

    private static JsonArray Messages(CarriedCall call)
    {
        var messages = new JsonArray();
        if (call.SystemText is { } system) messages.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = system });
        foreach (var message in call.Messages)
        {
            if (message.Parts is [ResultPart result])
            {
                var answer = new JsonObject { ["role"] = "tool", ["content"] = result.Text };
                answer.Set("tool_name", result.Name);
                messages.Add((JsonNode)answer);
                if (result.IsError) call.Losses.Add("that a tool failed");
                foreach (var media in result.Media) TargetWriting.Lose(media, call);
                continue;
            }

            var json = new JsonObject { ["role"] = message.Role, ["content"] = message.Text };
            JsonNode[] calls = [.. message.Calls.Select(made => new JsonObject { ["function"] = new JsonObject { ["name"] = made.Name, ["arguments"] = Nodes.Arguments(made.Arguments, call.Losses) } })];
            if (calls.Length > 0) json["tool_calls"] = new JsonArray(calls);
            var images = message.Media.Where(static media => media is { Kind: "image", Base64: not null }).Select(static media => media.Base64!).ToList();
            if (images.Count > 0) json["images"] = Nodes.Array(images);
            foreach (var media in message.Media.Where(static media => media is not { Kind: "image", Base64: not null })) TargetWriting.Lose(media, call);
            messages.Add((JsonNode)json);
        }

        return messages;
    }
}
