using System.Text;
using Microsoft.Extensions.AI;
using Reprise.Documents;

namespace Reprise.Client.AI;

/// <summary>Gathers an answer as it comes, whole or in pieces. What it is given is read at once and not kept, since it belongs to the caller.</summary>
internal sealed class ChatAnswer
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<ToolCallDocument> _calls = [];
    private UsageDetails? _usage;
    private string? _messageId;
    private bool _isNewMessage;

    public string? Model { get; private set; }
    public string? ResponseId { get; private set; }
    public string? ConversationId { get; private set; }
    public string? FinishReason { get; private set; }

    /// <summary>An error the model's side reported within an answer.</summary>
    public ErrorContent? Error { get; private set; }

    /// <summary>Whether anything came that a user would see.</summary>
    public bool HasContent => _text.Length > 0 || _reasoning.Length > 0 || _calls.Count > 0;

    /// <summary>Whether the client inside called tools by itself on the way to the answer.</summary>
    public bool HasToolResults { get; private set; }

    public UsageDetails? Usage => _usage;

    public void Add(ChatResponse response)
    {
        (Model, ResponseId, ConversationId, FinishReason) = (response.ModelId, response.ResponseId, response.ConversationId, response.FinishReason?.Value);
        for (var i = 0; i < response.Messages.Count; i++) AddMessage(response.Messages[i].Role, response.Messages[i].MessageId ?? FormattableString.Invariant($"#{i}"), response.Messages[i].Contents);
        // What the response says of all of it counts; pieces in its messages are parts of that.
        if (response.Usage is { } usage) _usage = usage;
    }

    public void Add(ChatResponseUpdate update)
    {
        Model = update.ModelId ?? Model;
        ResponseId = update.ResponseId ?? ResponseId;
        ConversationId = update.ConversationId ?? ConversationId;
        FinishReason = update.FinishReason?.Value ?? FinishReason;
        AddMessage(update.Role, update.MessageId, update.Contents);
    }

    public ResponseDocument ToDocument() => new()
    {
        Content = _text.Length > 0 ? _text.ToString() : _calls.Count > 0 || FinishReason is not null ? "" : null,
        Reasoning = _reasoning.Length > 0 ? _reasoning.ToString() : null,
        ToolCalls = _calls.Count > 0 ? _calls : null,
        CompletionTokens = _usage?.OutputTokenCount,
        FinishReason = FinishReason,
    };

    private void AddMessage(ChatRole? role, string? messageId, IList<AIContent> contents)
    {
        // Results of tools that the client inside called are on record with the tools.
        if (role == ChatRole.Tool)
        {
            HasToolResults = true;
            return;
        }

        _isNewMessage |= messageId is not null && _messageId is not null && messageId != _messageId;
        _messageId = messageId ?? _messageId;
        foreach (var content in contents)
        {
            switch (content)
            {
                case TextReasoningContent thinking: _reasoning.Append(thinking.Text); break;
                case TextContent text: AddText(text.Text); break;
                case FunctionCallContent call: _calls.Add(ChatRequests.Of(call)); break;
                case UsageContent usage: (_usage ??= new UsageDetails()).Add(usage.Details); break;
                case ErrorContent error: Error ??= error; break;
            }
        }
    }

    private void AddText(string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        if (_isNewMessage && _text.Length > 0) _text.Append('\n');
        _isNewMessage = false;
        _text.Append(text);
    }
}
