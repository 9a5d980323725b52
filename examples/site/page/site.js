// The page and both APIs have one origin, so nothing needs CORS.
const show = (id, text) => { document.getElementById(id).textContent = text; };

fetch('/api/greeting').then((answer) => answer.json()).then((greeting) => show('greeting', greeting.text));

const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/ws');
socket.onopen = () => socket.send('hi');
socket.onmessage = (message) => show('echo', JSON.parse(message.data).text);
