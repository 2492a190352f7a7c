namespace Reprise.Batches;

/// <summary>A batch cannot be made, found or changed. The message is for people and has no content of any call.</summary>
public sealed class BatchException : Exception
{
    public BatchException() { }
    public BatchException(string message) : base(message) { }
    public BatchException(string message, Exception inner) : base(message, inner) { }
    public BatchException(string code, string message) : base(message) => Code = code;

    /// <summary>One word for programs, see <see cref="BatchObstacles"/>.</summary>
    public string Code { get; } = BatchObstacles.InvalidParameter;
}

/// <summary>Why something cannot be done with a batch, in one word each.</summary>
public static class BatchObstacles
{
    public const string NotFound = "not_found";
    public const string InvalidParameter = "invalid_parameter";
    public const string TooLarge = "too_large";

    /// <summary>The provider has no batch API that is spoken here, or no key.</summary>
    public const string NoBatches = "no_batches";

    /// <summary>A security or privacy policy stands in the way of a call.</summary>
    public const string PolicyForbids = "policy_forbids";

    /// <summary>The idempotency key was used for something else.</summary>
    public const string KeyInUse = "key_in_use";

    public const string NothingSelected = "nothing_selected";

    public const string TooManyBatches = "too_many_batches";
}
