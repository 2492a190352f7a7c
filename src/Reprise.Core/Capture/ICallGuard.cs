namespace Reprise.Capture;

/// <summary>
/// Shapes each call before anything of it is written: personal data goes out, opted-out users leave no trace. Runs where the last bytes of an answer wait, so it must be
/// quick, and it must not throw; what it cannot read it drops rather than lets through.
/// </summary>
public interface ICallGuard
{
    /// <summary>May change bodies, labels and notes of the call. False when nothing of it may be recorded.</summary>
    bool Admit(CapturedCall call);
}
