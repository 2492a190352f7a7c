using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>
/// How one dialect writes a conversation: where its items are, how an answer becomes an item of the next request, and where tool results stand. To carry
/// sessions of another dialect on, write its form and add it to <see cref="Of"/>.
/// </summary>
internal abstract class ConversationForm
{
    private static readonly ChatForm s_chat = new("choices");
    private static readonly ChatForm s_ollama = new("message");
    private static readonly AnthropicForm s_anthropic = new();
    private static readonly ResponsesForm s_responses = new();
    private static readonly GeminiForm s_gemini = new();
    private static readonly BedrockForm s_bedrock = new();

    /// <summary>The form of a dialect; null for one whose sessions can only be replayed pinned.</summary>
    public static ConversationForm? Of(string dialect) => dialect switch
    {
        "openai.chat" or "xai.chat" => s_chat,
        "ollama.chat" => s_ollama,
        "anthropic.messages" => s_anthropic,
        "openai.responses" => s_responses,
        "gemini.generate" => s_gemini,
        "bedrock.converse" or "bedrock.converse_stream" => s_bedrock,
        _ => null,
    };

    /// <summary>The property that holds the items.</summary>
    public abstract ReadOnlySpan<byte> ListName { get; }

    /// <summary>Whether a plain text may stand in place of the list.</summary>
    public virtual bool TakesText => false;

    /// <summary>The answer this request continues, where the provider keeps the earlier turns and it is named instead of repeated; null otherwise.</summary>
    public virtual string? PreviousResponse(ReadOnlyMemory<byte> body) => null;

    /// <summary>The body with another answer to continue from.</summary>
    public virtual ReadOnlyMemory<byte> WithPrevious(ReadOnlyMemory<byte> body, string responseId) => body;

    /// <summary>Whose an item is.</summary>
    public virtual MessageRole RoleOf(ReadOnlyMemory<byte> item)
    {
        try
        {
            var cursor = new JsonCursor(item.Span);
            return cursor.Start() ? MessageReader.ReadRole(ref cursor) : MessageRole.User;
        }
        catch (JsonException)
        {
            return MessageRole.User;
        }
    }

    /// <summary>A plain text as an item of the list.</summary>
    public virtual ReadOnlyMemory<byte> TextItem(ReadOnlyMemory<byte> text) => text;

    /// <summary>The items by which a client that repeats the answer as it came continues; null when the body is no whole answer of this form.</summary>
    /// <param name="body">The answer's decoded bytes, streamed or not.</param>
    /// <param name="sample">An answer as the client repeated it: properties it leaves out are left out here too; null to repeat all.</param>
    public abstract IReadOnlyList<ReadOnlyMemory<byte>>? Echo(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? sample);

    /// <summary>The items for an answer of which only the reading is known: it came in another dialect.</summary>
    public abstract IReadOnlyList<ReadOnlyMemory<byte>> Compose(AnswerReading answer);

    /// <summary>The tool results in an item, in order.</summary>
    public abstract IReadOnlyList<ToolResultPlace> Results(ReadOnlyMemory<byte> item);

    /// <summary>The item without its tool results; null when nothing else is in it.</summary>
    public abstract ReadOnlyMemory<byte>? WithoutResults(ReadOnlyMemory<byte> item);

    /// <summary>Items that give these answers to the model.</summary>
    /// <param name="answers">In the order of the calls.</param>
    /// <param name="sample">An item with results of this conversation, to write them alike; null when there is none.</param>
    public abstract IReadOnlyList<ReadOnlyMemory<byte>> ResultItems(IReadOnlyList<AnsweredCall> answers, ReadOnlyMemory<byte>? sample);

    /// <summary>A result's value as this form writes it.</summary>
    /// <param name="text">What the tool answered.</param>
    public virtual ReadOnlyMemory<byte> ResultValue(string text) => JsonPlaces.String(text);

    /// <summary>A result's value as text.</summary>
    public virtual string ResultText(ReadOnlyMemory<byte> value)
    {
        var cursor = new JsonCursor(value.Span);
        try
        {
            if (cursor.Start() && MessageReader.ReadText(ref cursor) is { } text) return text;
        }
        catch (JsonException)
        {
            // As it is written, then.
        }

        return System.Text.Encoding.UTF8.GetString(value.Span);
    }
}

/// <summary>A tool result inside an item.</summary>
/// <param name="CallId">The call it answers, or null where the dialect has no ids.</param>
/// <param name="Name">The tool, where it is named.</param>
/// <param name="IdPlace">Where the id stands in the item.</param>
/// <param name="ValuePlace">Where the result's value stands; null when there is none.</param>
internal sealed record ToolResultPlace(string? CallId, string? Name, Range? IdPlace, Range? ValuePlace);

/// <summary>A call the model made, with what is to be answered.</summary>
/// <param name="Call">The call.</param>
/// <param name="Value">The result as the conversation's form writes it.</param>
internal sealed record AnsweredCall(ToolCall Call, ReadOnlyMemory<byte> Value);
