using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Documents;

namespace Reprise.Client.AI;

/// <summary>What a chat client is asked, as the record says it.</summary>
internal static class ChatRequests
{
    public static RequestDocument Of(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        var documents = new List<MessageDocument>(messages.Count);
        foreach (var message in messages) Add(documents, message);
        return new RequestDocument
        {
            Prompt = documents.FindLast(static message => message is { Role: "user", Content: not null })?.Content,
            SystemPrompt = SystemPrompt(documents, options),
            Messages = documents.Count == 0 ? null : documents,
            Tools = Tools(options),
            Parameters = ChatParameters.Of(options),
        };
    }

    public static ToolCallDocument Of(FunctionCallContent call) => new()
    {
        Id = call.CallId,
        Name = call.Name,
        Arguments = call.Arguments is { } arguments ? JsonValues.Object(arguments) : null,
    };

    /// <summary>A message of tool results becomes one for each of them and one for the rest, as everywhere in the record.</summary>
    private static void Add(List<MessageDocument> to, ChatMessage message)
    {
        var text = new StringBuilder();
        string? reasoning = null;
        List<ToolCallDocument>? calls = null;
        List<AttachmentDocument>? attachments = null;
        var hasResults = false;
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextReasoningContent thinking: reasoning += thinking.Text; break;
                case TextContent piece: Append(text, piece.Text); break;
                case FunctionCallContent call: (calls ??= []).Add(Of(call)); break;
                case FunctionResultContent result:
                    hasResults = true;
                    to.Add(new MessageDocument { Role = "tool", Name = message.AuthorName, ToolCallId = result.CallId, Content = JsonValues.Text(result.Result) ?? result.Exception?.Message });
                    break;
                case ErrorContent error: Append(text, error.Message); break;
                case UsageContent: break;
                default: (attachments ??= []).Add(Attachment(content)); break;
            }
        }

        if (hasResults && text.Length == 0 && calls is null && attachments is null && reasoning is null) return;
        to.Add(new MessageDocument { Role = message.Role.Value, Name = message.AuthorName, Content = text.Length > 0 ? text.ToString() : null, Reasoning = reasoning, ToolCalls = calls, Attachments = attachments });
    }

    /// <summary>What it is and how long; never the data.</summary>
    private static AttachmentDocument Attachment(AIContent content) => content switch
    {
        DataContent data => new AttachmentDocument { Kind = KindOf(data.MediaType), MediaType = data.MediaType, Reference = data.Name, Bytes = data.Data.Length },
        UriContent uri => new AttachmentDocument { Kind = KindOf(uri.MediaType), MediaType = uri.MediaType, Reference = Short(uri.Uri) },
        HostedFileContent file => new AttachmentDocument { Kind = "file", MediaType = file.MediaType, Reference = file.FileId },
        _ => new AttachmentDocument { Kind = content.GetType().Name },
    };

    private static string? Short(Uri uri) => uri.IsAbsoluteUri && uri.Scheme == "data" ? null : uri.OriginalString is { Length: <= 512 } text ? text : null;

    private static string KindOf(string? mediaType) => mediaType?.Split('/')[0] is "image" or "audio" or "video" ? mediaType.Split('/')[0] : "file";

    private static string? SystemPrompt(List<MessageDocument> messages, ChatOptions? options)
    {
        var texts = messages.Where(static message => message is { Role: "system", Content: not null }).Select(static message => message.Content);
        var all = string.Join('\n', options?.Instructions is { Length: > 0 } instructions ? texts.Prepend(instructions) : texts);
        return all.Length == 0 ? null : all;
    }

    private static JsonElement? Tools(ChatOptions? options) => options?.Tools is not { Count: > 0 } tools ? null : JsonValues.Element(writer =>
    {
        writer.WriteStartArray();
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            if (tool is not AIFunctionDeclaration function) writer.WriteString("type", tool.Name);
            else
            {
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", function.Name);
                if (function.Description is { Length: > 0 } description) writer.WriteString("description", description);
                writer.WritePropertyName("parameters");
                JsonValues.Write(writer, function.JsonSchema);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void Append(StringBuilder text, string? piece)
    {
        if (string.IsNullOrEmpty(piece)) return;
        if (text.Length > 0) text.Append('\n');
        text.Append(piece);
    }
}
