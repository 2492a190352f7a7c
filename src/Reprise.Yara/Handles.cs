using System.Runtime.InteropServices;

namespace Reprise.Yara;

/// <summary>Compiled rules. Freed when the last scanner of them is.</summary>
internal sealed class RulesHandle : SafeHandle
{
    public RulesHandle(IntPtr rules) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(rules);

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle() => Native.RulesDestroy(handle) == 0;
}

/// <summary>A scanner: the state of one scan at a time. Keeps its rules alive.</summary>
internal sealed class ScannerHandle : SafeHandle
{
    private readonly RulesHandle _rules;

    private ScannerHandle(RulesHandle rules, IntPtr scanner) : base(IntPtr.Zero, ownsHandle: true)
    {
        _rules = rules;
        SetHandle(scanner);
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Null when libyara has no memory for one, or the rules are gone.</summary>
    public static ScannerHandle? TryCreate(RulesHandle rules)
    {
        var held = false;
        try
        {
            rules.DangerousAddRef(ref held);
            if (Native.ScannerCreate(rules.DangerousGetHandle(), out var scanner) == 0)
            {
                held = false;
                return new ScannerHandle(rules, scanner);
            }
        }
        catch (ObjectDisposedException)
        {
            // Replaced by newer rules this moment.
        }
        finally
        {
            if (held) rules.DangerousRelease();
        }

        return null;
    }

    protected override bool ReleaseHandle()
    {
        Native.ScannerDestroy(handle);
        _rules.DangerousRelease();
        return true;
    }
}
