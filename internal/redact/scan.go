package redact

import (
	"strings"
	"sync"
)

// form recognises one form of secrets.
type form interface {
	// isPossible is a cheap check of the text around text[start:end], the word of a trigger.
	isPossible(text string, start, end int) bool
	// find adds the secret near the word to the search, if there is one.
	find(s *search, start, end int)
}

// functions is a form made of two functions; possible may be nil.
type functions struct {
	possible func(text string, start, end int) bool
	check    func(s *search, start, end int)
}

func (f functions) isPossible(text string, start, end int) bool {
	return f.possible == nil || f.possible(text, start, end)
}

func (f functions) find(s *search, start, end int) { f.check(s, start, end) }

// trigger is a word at which a scan stops.
type trigger struct {
	word string
	// fold ignores case; word must be lower case.
	fold bool
	// atWord requires that the word begins a word of the text.
	atWord bool
	form   form
	// at is the offset in the word of the pair of bytes under which the index files it; -1 is the byte before the word.
	at int
}

// search is one search of a text.
type search struct {
	text  string
	spans []span
	// done is the end of the last span. Triggers before it are ignored.
	done int
	// searched is the position up to which the pattern of each rule has run.
	searched map[*rule]int
}

// add replaces text[start:end] with Mark.
func (s *search) add(start, end int) { s.replace(start, end, Mark) }

func (s *search) replace(start, end int, with string) {
	s.spans = append(s.spans, span{start, end, with})
	s.done = max(s.done, end)
}

// index finds triggers. For each pair of bytes it has the first link of a chain of triggers that contain the pair, or 0.
// Most pairs in a text have no chain, so most bytes cost one look-up.
type index struct {
	chains   [1 << 16]uint16
	links    []link
	triggers []trigger
}

// link is a part of a chain.
type link struct {
	trigger, next uint16
	// third is another byte of the word in lower case, at the distance off from the second byte of the pair. The scan compares it first.
	// It is 0 where the word has only two bytes.
	third byte
	off   int8
}

// triggers returns the index of all forms. The first text builds it.
var triggers = sync.OnceValue(newIndex)

func newIndex() *index {
	const size = 1024
	x := &index{links: make([]link, 1, 3*size), triggers: make([]trigger, 0, size)}
	list := append(commandTriggers(), headerTriggers()...)
	list = append(list, urlTriggers()...)
	list = append(list, keyTriggers()...)
	common := commonness()
	for _, t := range appendCatalogue(appendTokens(list)) {
		x.add(t, common)
	}
	x.addSigns()
	return x
}

// add files a trigger under the pair of its word that is rarest in ordinary texts.
func (x *index) add(t trigger, common *[1 << 16]uint16) {
	for i := range len(t.word) - 1 {
		if common[pair(lower(t.word[i]), lower(t.word[i+1]))] < common[pair(lower(t.word[t.at]), lower(t.word[t.at+1]))] {
			t.at = i
		}
	}
	x.triggers = append(x.triggers, t)
	a, b := t.word[t.at], t.word[t.at+1]
	x.link(a, b)
	if !t.fold {
		return
	}
	if upper(a) != a {
		x.link(upper(a), b)
	}
	if upper(b) != b {
		x.link(a, upper(b))
	}
	if upper(a) != a && upper(b) != b {
		x.link(upper(a), upper(b))
	}
}

// link files the newest trigger under a pair.
func (x *index) link(a, b byte) {
	chain := &x.chains[pair(a, b)]
	l := link{trigger: uint16(len(x.triggers) - 1), next: *chain}
	switch t := &x.triggers[l.trigger]; {
	case t.at >= 0 && t.at+2 < len(t.word):
		l.third, l.off = t.word[t.at+2]|0x20, 1
	case t.at > 0:
		l.third, l.off = t.word[t.at-1]|0x20, -2
	}
	x.links = append(x.links, l)
	*chain = uint16(len(x.links) - 1)
}

// addSigns files each sign together with the bytes that may precede it: the last letter of a name, a space, a quote or a bracket.
func (x *index) addSigns() {
	letters := lastOfNames + strings.ToUpper(lastOfNames)
	before := map[string]string{":": letters + " \t\"'`]?!", "=": letters + " \t\"'`]:", ">": letters + "\"'", ",": "\"'"}
	for _, sign := range signTriggers() {
		sign.at = -1 // the pair begins before it
		x.triggers = append(x.triggers, sign)
		for _, c := range []byte(before[sign.word]) {
			x.link(c, sign.word[0])
		}
	}
}

func pair(a, b byte) uint16 { return uint16(a)<<8 | uint16(b) }

// commonPairs are the most common pairs of bytes in programs, documents and transcripts, in lower case, most common first.
const commonPairs = `erinreseonstteorenesatthle',denttietcomealelheartranliroisiorineitngtapandtoedraexurpensasilnaamiflfrsecnoctceacmavefirr` +
	`tuaddigecauneasiloprfortchssnc),efodkelapornomllotouuef.utoptyhae_t_s.icmpclimtsptolttemnilsul00us0,e(vaosr'()yphocke.so` +
	`spidt.ple,')//ep(s):faip_sdahieqbe__ocxtooquabaiiesuhtblapirwiupmolu_cagltdoeee't(e)buigsctp(rr(e:._offr.sddeyfururybaok` +
	`.c_prdboshtc_td_0xppld_iumrmr)('rcaut'ibt,s_waow))r.by'sn_.ppyuiiacrt)mipiwon(_d.e1,s(nns:nu_rsagsgr:=s,r_r,whrgs'drg.ff` +
	`_ln''megpunflyrls)_f':wrl__mu0_nivyt_agoxp'txeob2,01ds.rd.cievfe3,_eew'c(0.td(f,mm},.agimurv(tcuystl.f~~wedl==sy--msxcps` +
	`duua.dizogm'ovmbzee-20visl!=ixgh10t:(c.i'i'pubfl_bg_n,y_r:nvayoi.l.g_vd,rf->oakid''an.tf_obit-rkgn],.mc.).ufakudavf)25cc` +
	`n)bjp.12.nyll.dyl,jep_uc'r11p'ka1:nk[]l''fnlei(i'dcsgll(4,(p..5,tmskm_h_brgmyg_(.wx1.bebaxo__gnp%syw_u(ea_160:-sph.h0-eo` +
	`c_y:g,_w'e.oa-])>>']guftp('l['ml(n(f)([0'b2:.u'gg'8,tw'nl)_h02f(h.32xag(c((dswgty'3:dtbs6,nyb.d)af'((?.0tdlp0.d:_k)'7,5:` +
	`e=f'(o22k_'v-c::h(n-y.p2bcksrpn:9:(bs[o.`

// commonness returns a number for each pair of lower-case bytes; common pairs have high numbers.
func commonness() *[1 << 16]uint16 {
	var common [1 << 16]uint16
	for i := 0; i+1 < len(commonPairs); i += 2 {
		common[pair(commonPairs[i], commonPairs[i+1])] = uint16(len(commonPairs) - i)
	}
	return &common
}

// find returns the secrets in a text.
func find(text string) []span {
	s := search{text: text}
	triggers().scan(text, func(t *trigger, start int) bool {
		if start >= s.done {
			t.form.find(&s, start, start+len(t.word))
		}
		return true
	})
	return s.spans
}

// isSuspicious reports whether the text has any trigger. A text without triggers has no secrets.
func isSuspicious(text string) bool {
	found := false
	triggers().scan(text, func(*trigger, int) bool {
		found = true
		return false
	})
	return found
}

// scan calls visit with each trigger and its position, until visit returns false.
func (x *index) scan(text string, visit func(t *trigger, start int) bool) {
	var near uint16 // the last two bytes
	for i := range len(text) {
		near = near<<8 | uint16(text[i])
		for chain := x.chains[near]; chain != 0; {
			l := &x.links[chain]
			chain = l.next
			if third := i + int(l.off); l.third != 0 && (uint(third) >= uint(len(text)) || text[third]|0x20 != l.third) {
				continue
			}
			t := &x.triggers[l.trigger]
			if start := i - 1 - t.at; t.isAt(text, start) && !visit(t, start) {
				return
			}
		}
	}
}

// isAt reports whether the word of the trigger begins at start and a secret is possible there.
func (t *trigger) isAt(text string, start int) bool {
	if start < 0 || len(text)-start < len(t.word) {
		return false
	}
	word := text[start : start+len(t.word)]
	if word[0]|0x20 != t.word[0]|0x20 || t.fold && !strings.EqualFold(word, t.word) || !t.fold && word != t.word {
		return false
	}
	return (!t.atWord || isWordStart(text, start)) && t.form.isPossible(text, start, start+len(t.word))
}

// isWordStart reports whether a word begins at start. The letter of an escape such as \n is not part of a word.
func isWordStart(text string, start int) bool {
	if start == 0 || !isNameByte(text[start-1]) || text[start-1] == '-' || text[start-1] == '.' {
		return true
	}
	return start > 1 && text[start-2] == '\\' && strings.IndexByte("nrt", text[start-1]) >= 0
}
