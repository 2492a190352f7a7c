using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Ollama's chat and generate: lines of JSON, the last with the counts.</summary>
internal sealed class OllamaForm : IAnswerForm
{
    public FrameKind StreamKind(AnswerWish wish) => FrameKind.Lines;

    public JsonObject? Join(IReadOnlyList<Frame> events)
    {
        var whole = new JsonObject();
        var message = new JsonObject();
        foreach (var frame in events)
        {
            if (frame.Value is not { } line || line["error"] is not null) return null;
            whole.Lay(line.CopyWithout("message", "response", "thinking"));
            foreach (var name in (ReadOnlySpan<string>)["response", "thinking"])
            {
                if (line.Text(name) is { } text) whole.Append(name, text);
            }

            if (line.Object("message") is { } said) AddMessage(said, message);
        }

        if (message.Count > 0) whole["message"] = message;
        return whole;
    }

    public IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish)
    {
        var first = new JsonObject { ["model"] = whole.Copy("model"), ["created_at"] = whole.Copy("created_at") };
        var last = whole.CopyWithout("message", "response", "thinking");
        if (whole.Object("message") is { } message)
        {
            first["message"] = message.DeepClone();
            last["message"] = new JsonObject { ["role"] = message.Copy("role"), ["content"] = "" };
        }
        else if (whole.Text("response") is not null)
        {
            first["response"] = whole.Copy("response");
            if (whole.ContainsKey("thinking")) first["thinking"] = whole.Copy("thinking");
            last["response"] = "";
        }
        else return null;

        first["done"] = false;
        return [new Frame(Name: null, first), new Frame(Name: null, last)];
    }

    public bool TryEdit(JsonObject whole, string text)
    {
        if (whole.Object("message") is { } message) whole["message"] = new JsonObject { ["role"] = message.Copy("role"), ["content"] = text };
        else if (whole.Text("response") is not null) whole["response"] = text;
        else return false;

        // The context is the old text in tokens.
        whole.Remove("thinking");
        whole.Remove("context");
        whole["done_reason"] = "stop";
        return true;
    }

    private static void AddMessage(JsonObject said, JsonObject message)
    {
        foreach (var (name, value) in said)
        {
            if (name is "content" or "thinking" && said.Text(name) is { } text) message.Append(name, text);
            else if (value is JsonArray list)
            {
                var to = message.List(name);
                foreach (var item in list) to.Add(item?.DeepClone());
            }
            else if (value is not null || !message.ContainsKey(name)) message[name] = value?.DeepClone();
        }
    }
}
