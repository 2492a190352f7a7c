using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Reprise.Security.Rules;

namespace Reprise.Yara;

/// <summary>Compiled rules and the scanners over them, one for each thread that scans at a time. Safe for use from many threads.</summary>
internal sealed unsafe class YaraRules : IDisposable
{
    /// <summary>Most rules named for one text; a set of rules that matches more says nothing.</summary>
    public const int MostMatches = 100;

    /// <summary>The fault of a scan that could not begin: the rules are being replaced, or there is no memory.</summary>
    public const string Gone = "not ready";

    private const int KeptScanners = 16;

    private readonly RulesHandle _rules;
    private readonly int _timeoutSeconds;
    private readonly ConcurrentBag<ScannerHandle> _scanners = [];

    /// <summary>Read once: what a rule is called does not change, and no scan reads the library's structs.</summary>
    private readonly Dictionary<IntPtr, RuleMatch> _catalog = [];
    private volatile bool _isDisposed;

    public YaraRules(RulesHandle rules, int timeoutSeconds = 1)
    {
        (_rules, _timeoutSeconds) = (rules, timeoutSeconds);
        foreach (var pointer in PointersOf(rules)) _catalog[pointer] = RuleLayout.Read(pointer);
    }

    public IReadOnlyCollection<RuleMatch> Rules => _catalog.Values;

    /// <summary>Every rule that is not private: the library reports those that match and those that do not.</summary>
    public static List<IntPtr> PointersOf(RulesHandle rules)
    {
        using var scanner = ScannerHandle.TryCreate(rules);
        if (scanner is null) return [];
        var found = new Found(int.MaxValue);
        Run(scanner, [], found, Native.ReportMatching | Native.ReportNotMatching, timeoutSeconds: 5);
        return found.Rules;
    }

    public RuleScan Scan(ReadOnlySpan<byte> text)
    {
        if (_catalog.Count == 0) return RuleScan.Nothing;
        if (!_scanners.TryTake(out var scanner)) scanner = ScannerHandle.TryCreate(_rules);
        if (scanner is null) return new RuleScan([], Gone);
        var found = new Found(MostMatches);
        var code = Run(scanner, text, found, Native.ReportMatching | Native.FastMode, _timeoutSeconds);
        // What a scan that did not end leaves in a scanner is not relied on.
        if (code == 0 && !_isDisposed && _scanners.Count < KeptScanners) _scanners.Add(scanner);
        else scanner.Dispose();
        var fault = code switch
        {
            0 when found.IsFull => "too many matches",
            0 => null,
            Native.ScanTimeout => "timeout",
            Native.TooManyMatchesError => "too many matches",
            _ => $"error {code}",
        };
        if (found.Rules.Count == 0) return fault is null ? RuleScan.Nothing : new RuleScan([], fault);
        var matches = new List<RuleMatch>(found.Rules.Count);
        foreach (var rule in found.Rules)
        {
            if (_catalog.TryGetValue(rule, out var match)) matches.Add(match);
        }

        matches.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return new RuleScan(matches, fault);
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_scanners.TryTake(out var scanner)) scanner.Dispose();
        _rules.Dispose();
    }

    private static int Run(ScannerHandle scanner, ReadOnlySpan<byte> text, Found found, int flags, int timeoutSeconds)
    {
        var pin = GCHandle.Alloc(found);
        var held = false;
        try
        {
            scanner.DangerousAddRef(ref held);
            var native = scanner.DangerousGetHandle();
            Native.ScannerSetFlags(native, flags | Native.NoTryCatch);
            Native.ScannerSetTimeout(native, timeoutSeconds);
            Native.ScannerSetCallback(native, &OnMessage, GCHandle.ToIntPtr(pin));
            byte nothing = 0;
            // An empty span has no address, and the library wants one.
            fixed (byte* bytes = text) return Native.ScannerScan(native, bytes is null ? &nothing : bytes, (nuint)text.Length);
        }
        finally
        {
            if (held) scanner.DangerousRelease();
            pin.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnMessage(IntPtr context, int message, IntPtr data, IntPtr user)
    {
        if (message is not (Native.RuleMatching or Native.RuleNotMatching)) return Native.Continue;
        if (GCHandle.FromIntPtr(user).Target is not Found found) return Native.Abort;
        found.Rules.Add(data);
        return found.IsFull ? Native.Abort : Native.Continue;
    }

    private sealed class Found(int most)
    {
        public List<IntPtr> Rules { get; } = [];

        public bool IsFull => Rules.Count >= most;
    }
}
