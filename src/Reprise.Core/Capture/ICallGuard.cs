namespace Reprise.Capture;

/// <summary>
/// Shapes each call before anything of it is written: personal data goes out, opted-out users leave no trace. Runs where the last bytes of an answer wait, so it must be
/// quick, and it must not throw; what it cannot read it drops rather than lets through.
/// </summary>
public interface ICallGuard
{
    /// <summary>
    /// May change bodies, labels and notes of the call. False when nothing of it may be recorded; <see cref="CapturedCall.Withheld"/> says why. Of a stream it is asked
    /// twice, with more of the answer the second time.
    /// </summary>
    bool Admit(CapturedCall call);

    /// <summary>
    /// Takes note of a request that has come whole, so that its part of the work can be done while the answer is awaited. Gives that work, to be done once and on any
    /// thread while the request's bytes stay as they are; null when there is none. <see cref="Admit"/> waits for it where it has begun and does it where it has not.
    /// </summary>
    Action? Prepare(CapturedCall call, Interactions.Body request) => null;
}
