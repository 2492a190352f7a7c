namespace Reprise.Prompts;

/// <summary>A prompt cannot be set, rendered or tried as asked. The message says why, without the values of variables.</summary>
public sealed class PromptException : Exception
{
    public PromptException() { }

    public PromptException(string message) : base(message) { }

    public PromptException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsNotFound { get; init; }
}
