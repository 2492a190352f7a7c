using Microsoft.Extensions.AI;
using Reprise.Client.Recording;

namespace Reprise.Client.AI;

/// <summary>Records what chat clients, embedding generators and functions do.</summary>
public static class RecordingExtensions
{
    /// <summary>
    /// The same client, whose calls are on record: messages, tools, answers, token counts, times, errors. For the caller nothing changes. Put it outside of a client that
    /// calls functions, and recorded functions are children of the chat call; put it inside, and every round trip to the model is a call of its own.
    /// </summary>
    /// <param name="client">Disposed with the result.</param>
    /// <param name="recorder">Where the records go.</param>
    /// <param name="options">Null for the usual.</param>
    public static IChatClient WithReprise(this IChatClient client, IRecorder recorder, CallRecordingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(recorder);
        return new RecordingChatClient(client, recorder, options ?? new CallRecordingOptions());
    }

    /// <summary>The same generator, whose calls are on record: inputs and token counts; never the vectors.</summary>
    public static IEmbeddingGenerator<TInput, TEmbedding> WithReprise<TInput, TEmbedding>(this IEmbeddingGenerator<TInput, TEmbedding> generator, IRecorder recorder, CallRecordingOptions? options = null)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(recorder);
        return new RecordingEmbeddingGenerator<TInput, TEmbedding>(generator, recorder, options ?? new CallRecordingOptions());
    }

    /// <summary>The same function, whose calls are on record as tools. One that is recorded already stays as it is.</summary>
    public static AIFunction WithReprise(this AIFunction function, IRecorder recorder, CallRecordingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(recorder);
        return function.GetService<IRecordedFunction>() is null ? new RecordingFunction(function, recorder, options ?? new CallRecordingOptions()) : function;
    }

    /// <summary>A copy of the options in which every function is on record; what is no function stays as it is.</summary>
    public static ChatOptions WithRecordedTools(this ChatOptions options, IRecorder recorder, CallRecordingOptions? recording = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var copy = options.Clone();
        if (options.Tools is { } tools) copy.Tools = [.. tools.Select(tool => tool is AIFunction function ? function.WithReprise(recorder, recording) : tool)];
        return copy;
    }
}

/// <summary>A function whose calls are on record; so that none is recorded twice.</summary>
internal interface IRecordedFunction;
