using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using Reprise.Yara.Reading;

namespace Reprise.Yara;

/// <summary>Compiles rules. What libyara would not survive is refused before it sees it.</summary>
internal static unsafe class YaraCompiler
{
    /// <summary>Most characters of one file.</summary>
    public const int MostCharacters = 1 << 20;

    /// <summary>Most brackets open at a time; the parser of regular expressions calls itself for each.</summary>
    private const int MostNesting = 200;

    private const int MostErrors = 4;

    /// <summary>The parsers call themselves; a stack of their own keeps them from the caller's.</summary>
    private const int StackBytes = 16 << 20;

    // The parser keeps its state by thread, but its tables of modules are shared and are filled on first use.
    private static readonly Lock s_gate = new();

    /// <summary>The rules, or null and the first errors with their lines.</summary>
    public static RulesHandle? TryCompile(string text, out string? error, string? space = null, IReadOnlyDictionary<string, object>? variables = null) =>
        TryCompile([(space, text)], out error, variables);

    /// <param name="files">Namespace and text of each. After the first that does not compile none is tried.</param>
    /// <param name="error">The first errors, with their lines.</param>
    /// <param name="variables">External variables: <see cref="long"/>, <see cref="bool"/> or <see cref="string"/>.</param>
    public static RulesHandle? TryCompile(IReadOnlyList<(string? Space, string Text)> files, out string? error, IReadOnlyDictionary<string, object>? variables = null)
    {
        var read = new List<(string? Space, string Text)>(files.Count);
        foreach (var (space, text) in files)
        {
            error = Refusal(text);
            if (error is not null || RuleText.Rewrite(text, out error) is not { } rewritten) return null;
            read.Add((space, rewritten));
        }

        (var rules, error) = CompileAside(read, variables);
        return rules;
    }

    /// <summary>Whether the library takes a rule of ours as it is written; says which version it is.</summary>
    public static bool Takes(string rule)
    {
        using var rules = CompileAside([(null, rule)], null).Rules;
        return rules is not null;
    }

    private static (RulesHandle? Rules, string? Error) CompileAside(IReadOnlyList<(string? Space, string Text)> files, IReadOnlyDictionary<string, object>? variables)
    {
        (RulesHandle? Rules, string? Error) outcome = default;
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    lock (s_gate) outcome = Compile(files, variables);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    fault = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackBytes)
        { IsBackground = true, Name = "reprise yara" };
        thread.Start();
        thread.Join();
        fault?.Throw();
        return outcome;
    }

    private static (RulesHandle? Rules, string? Error) Compile(IReadOnlyList<(string? Space, string Text)> files, IReadOnlyDictionary<string, object>? variables)
    {
        var code = Native.CompilerCreate(out var compiler);
        if (code != 0) return (null, $"no compiler (error {code})");
        var errors = new Errors();
        var pin = GCHandle.Alloc(errors);
        try
        {
            // Rules may not read files of the machine.
            Native.CompilerSetInclude(compiler, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero);
            Native.CompilerSetCallback(compiler, &OnError, GCHandle.ToIntPtr(pin));
            foreach (var (name, value) in variables ?? new Dictionary<string, object>())
            {
                _ = value switch
                {
                    bool flag => Native.CompilerDefineBoolean(compiler, name, flag ? 1 : 0),
                    string text => Native.CompilerDefine(compiler, name, text),
                    _ => Native.CompilerDefine(compiler, name, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
                };
            }

            foreach (var (space, text) in files)
            {
                // A compiler that has seen an error must not be used again: it ends the process.
                if (Native.CompilerAdd(compiler, text, space) != 0) return (null, errors.ToString());
            }

            code = Native.CompilerGetRules(compiler, out var rules);
            return code == 0 ? (new RulesHandle(rules), null) : (null, $"error {code}");
        }
        finally
        {
            Native.CompilerDestroy(compiler);
            pin.Free();
        }
    }

    private static string? Refusal(string text)
    {
        if (text.Length > MostCharacters) return $"longer than {MostCharacters} characters";
        if (text.Contains('\0')) return "holds a NUL character";
        var (open, most) = (0, 0);
        foreach (var c in text)
        {
            if (c is '(' or '[' or '{') most = Math.Max(most, ++open);
            else if (c is ')' or ']' or '}') open = Math.Max(0, open - 1);
        }

        return most > MostNesting ? $"more than {MostNesting} brackets inside one another" : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(int level, byte* file, int line, IntPtr rule, byte* message, IntPtr data)
    {
        // Level 0 is an error, 1 a warning (a slow rule).
        if (level != 0 || GCHandle.FromIntPtr(data).Target is not Errors errors) return;
        errors.Add(line, Marshal.PtrToStringUTF8((IntPtr)message) ?? "");
    }

    private sealed class Errors
    {
        private readonly StringBuilder _text = new();
        private int _count;

        public void Add(int line, string message)
        {
            if (++_count > MostErrors) return;
            if (_text.Length > 0) _text.Append("; ");
            _text.Append(CultureInfo.InvariantCulture, $"line {line}: ").Append(message.AsSpan(0, Math.Min(message.Length, 200)));
        }

        public override string ToString() => _text.Length > 0 ? _text.ToString() : "does not compile";
    }
}
