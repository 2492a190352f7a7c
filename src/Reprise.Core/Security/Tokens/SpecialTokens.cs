using System.Buffers;

namespace Reprise.Security.Tokens;

/// <summary>Marks by which models part roles and turns. In a message they pretend to be the end of it.</summary>
internal static class SpecialTokens
{
    private static readonly SearchValues<string> s_marks = SearchValues.Create(
    [
        "<|im_start|>", "<|im_end|>", "<|im_sep|>", "<|endoftext|>", "<|endofprompt|>", "<|startoftext|>", "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>",
        "<|python_tag|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|start|>", "<|channel|>", "<|message|>", "<|call|>", "<|return|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|endofturn|>",
        "<|tool_call|>", "<|tool_calls_section_begin|>", "<|START_OF_TURN_TOKEN|>", "<|END_OF_TURN_TOKEN|>", "<|SYSTEM_TOKEN|>", "<|USER_TOKEN|>", "<|CHATBOT_TOKEN|>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>",
        "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_CALLS]", "[TOOL_RESULTS]", "<start_of_turn>", "<end_of_turn>", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>",
        "<｜Assistant｜>", "<s>[INST]", "</s><s>", "<extra_id_0>", "<SPECIAL_10>", "<SPECIAL_11>", "<SPECIAL_12>", "\n\nHuman: ", "\n\nAssistant: ",
    ], StringComparison.OrdinalIgnoreCase);

    public static void Find(ReadOnlySpan<char> text, ref (int Count, int At) found)
    {
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAny(s_marks);
            if (next < 0) return;
            at += next;
            if (found.Count++ == 0) found.At = at;
            at++;
        }
    }
}
