namespace Reprise.Privacy.Policies;

/// <summary>Why a call, or its content, is not on record, in one word each. They stand in status and metrics, so they never change.</summary>
public static class WithheldReasons
{
    /// <summary>The user opted out.</summary>
    public const string OptedOut = "opted_out";

    /// <summary>The user did not agree, or the policy asks for a yes and there was none.</summary>
    public const string NoConsent = "no_consent";

    /// <summary>The session is not among those that are recorded.</summary>
    public const string NotSampled = "not_sampled";

    /// <summary>Recorded without content: policies have not been read yet, or a change of them could not be.</summary>
    public const string PolicyUnknown = "policy_unknown";

    /// <summary>Recorded without content: the guard failed.</summary>
    public const string GuardFailed = "guard_failed";
}
